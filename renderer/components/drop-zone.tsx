import { Button } from 'react-aria-components';
import { useEngine } from '../state/engine.ts';
import { useImport } from '../state/import.ts';
import { texts } from '../texts.ts';

/** Where files are dropped or chosen; small once a file or a job is on the screen. */
export function DropZone({ compact }: { readonly compact: boolean }) {
  const choose = useImport((store) => store.choose);
  const extensions = useEngine((store) => store.info?.importExtensions);
  return (
    <section aria-label={texts.drop.region} className={compact ? 'drop-zone compact' : 'drop-zone'}>
      {!compact && (
        <svg className="drop-icon" viewBox="0 0 48 48" aria-hidden="true">
          <path d="M24 6v24m0 0 9-9m-9 9-9-9M8 34v4a4 4 0 0 0 4 4h24a4 4 0 0 0 4-4v-4" />
        </svg>
      )}
      <p className="drop-title">{compact ? texts.drop.another : texts.drop.title}</p>
      <span className="muted">{texts.drop.or}</span>
      <Button className={compact ? 'button' : 'button primary'} onPress={() => void choose()}>
        {texts.drop.choose}
      </Button>
      {!compact && extensions !== undefined && (
        <p className="muted small">{texts.drop.formats(extensions)}</p>
      )}
    </section>
  );
}
