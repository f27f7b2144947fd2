import { Button } from 'react-aria-components';
import { useEngine } from '../state/engine.ts';
import { useImport } from '../state/import.ts';
import { texts } from '../texts.ts';

/** Where files are dropped or chosen; small once there are files or a job on the screen. */
export function DropZone() {
  const { choose, trySample, files, jobId, starting } = useImport();
  const extensions = useEngine((store) => store.info?.importExtensions);
  const adds = files.length > 0;
  const compact = adds || jobId !== undefined;
  const title = compact ? texts.drop.another : texts.drop.title;
  return (
    <section aria-label={texts.drop.region} className={compact ? 'drop-zone compact' : 'drop-zone'}>
      {!compact && (
        <svg className="drop-icon" viewBox="0 0 48 48" aria-hidden="true">
          <path d="M24 6v24m0 0 9-9m-9 9-9-9M8 34v4a4 4 0 0 0 4 4h24a4 4 0 0 0 4-4v-4" />
        </svg>
      )}
      <p className="drop-title">{adds ? texts.drop.more : title}</p>
      {!compact && <p className="muted">{texts.drop.several}</p>}
      <div className="row">
        <Button className={compact ? 'button' : 'button primary'} onPress={() => void choose()}>
          {adds ? texts.drop.add : texts.drop.choose}
        </Button>
        {!compact && (
          <Button className="button" isDisabled={starting} onPress={() => void trySample()}>
            {texts.drop.sample}
          </Button>
        )}
      </div>
      {!compact && extensions !== undefined && (
        <p className="muted small">{texts.drop.formats(extensions)}</p>
      )}
    </section>
  );
}
