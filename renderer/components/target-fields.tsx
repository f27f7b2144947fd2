import { useCollection, useNamespaces } from '../state/namespaces.ts';
import { texts } from '../texts.ts';
import { NameField } from './name-field.tsx';

interface TargetFieldsProps {
  readonly db: string;
  readonly collection: string;
  /** What is said of a collection that does not exist yet. */
  readonly missingHint?: string;
  readonly onChange: (changes: { db?: string; collection?: string }) => void;
}

/** Database and collection, with what the local MongoDB holds as suggestions. */
export function TargetFields({ db, collection, missingHint, onChange }: TargetFieldsProps) {
  const databases = useNamespaces((store) => store.databases);
  const collections = databases.find(({ name }) => name === db.trim())?.collections ?? [];
  const existing = useCollection(db, collection);
  return (
    <>
      <NameField
        label={texts.inspection.database}
        value={db}
        suggestions={databases.map(({ name }) => name)}
        onChange={(value) => onChange({ db: value })}
      />
      <NameField
        label={texts.inspection.collection}
        value={collection}
        suggestions={collections.map(({ name }) => name)}
        hint={existing === undefined ? missingHint : texts.inspection.existing(existing.documents)}
        onChange={(value) => onChange({ collection: value })}
      />
    </>
  );
}
