import { useMemo } from 'react';
import { useCollection, useDatabases } from '../state/namespaces.ts';
import { texts } from '../texts.ts';
import { NameField } from './name-field.tsx';
import { ServerChoice } from './server-choice.tsx';

interface TargetFieldsProps {
  readonly connection: string;
  readonly db: string;
  readonly collection: string;
  /** What is said of a collection that does not exist yet. */
  readonly missingHint?: string;
  readonly onChange: (changes: { connection?: string; db?: string; collection?: string }) => void;
}

/** Server, database and collection, with what there is as suggestions. */
export function TargetFields({ connection, db, collection, missingHint, onChange }: TargetFieldsProps) {
  const databases = useDatabases(connection);
  const databaseNames = useMemo(() => databases.map(({ name }) => name), [databases]);
  const collectionNames = useMemo(
    () => databases.find(({ name }) => name === db.trim())?.collections.map(({ name }) => name) ?? [],
    [databases, db],
  );
  const existing = useCollection(connection, db, collection);
  return (
    <>
      <ServerChoice value={connection} onChange={(value) => onChange({ connection: value })} />
      <NameField
        label={texts.inspection.database}
        value={db}
        suggestions={databaseNames}
        onChange={(value) => onChange({ db: value })}
      />
      <NameField
        label={texts.inspection.collection}
        value={collection}
        suggestions={collectionNames}
        hint={existing === undefined ? missingHint : texts.inspection.existing(existing.documents)}
        onChange={(value) => onChange({ collection: value })}
      />
    </>
  );
}
