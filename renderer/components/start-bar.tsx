import { Button } from 'react-aria-components';
import { type Check, startImport, useCheck } from '../state/check.ts';
import { guessOf, isReady } from '../state/import-files.ts';
import { useImport } from '../state/import.ts';
import { useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';

/** Below the form, always in sight: check it, or start it. */
export function StartBar({ check }: { readonly check: Check }) {
  const { files, starting } = useImport();
  const start = useCheck((store) => store.start);
  const cancel = useJobs((store) => store.cancel);
  const ready = isReady(files);
  const running = check.state === 'running';
  return (
    <section className="start-bar" aria-label={texts.start.region}>
      <div className="start-state">
        <StateOfForm check={check} />
        {running && <CheckProgress jobId={check.jobId} />}
      </div>
      {/* The same button all the while, so that the keyboard stays on it. */}
      <Button
        className="button"
        isDisabled={!ready || starting}
        onPress={() => void (running ? cancel(check.jobId) : start())}
      >
        {running
          ? texts.start.stopChecking
          : check.state === 'none'
            ? texts.start.check
            : texts.start.checkAgain}
      </Button>
      <Button
        className="button primary"
        isDisabled={!ready || starting || running}
        onPress={() => void startImport(check)}
      >
        <StartLabel check={check} />
      </Button>
    </section>
  );
}

/** After a check the number is exact. */
function StartLabel({ check }: { readonly check: Check }) {
  const files = useImport((store) => store.files);
  const { records, isExact, shape } = guessOf(files);
  if (check.state === 'done' && check.isFresh) {
    const { read, invalid } = check.result.counts;
    return texts.start.import(read - invalid, shape, true);
  }
  return texts.start.import(records, shape, isExact);
}

function StateOfForm({ check }: { readonly check: Check }) {
  const { files, undo } = useImport();
  const unreadable = files.filter(({ error }) => error !== undefined).length;
  return <output className="muted">{sentence()}</output>;

  function sentence(): string {
    if (unreadable > 0) return texts.start.unreadable(unreadable);
    if (!isReady(files)) return texts.start.looking;
    if (check.state === 'running') return texts.start.checking;
    if (check.state === 'done') return check.isFresh ? texts.start.checked : texts.start.stale;
    return undo ? texts.start.canUndo : texts.start.cannotUndo;
  }
}

function CheckProgress({ jobId }: { readonly jobId: string }) {
  const snapshot = useJobs((store) => store.progress[jobId]);
  return (
    <>
      <progress aria-label={texts.check.progress} max={100} value={snapshot?.percentage ?? 0} />
      <p className="hint">
        {texts.phases[snapshot?.phase ?? 'preparing']}
        {snapshot !== undefined &&
          ` · ${texts.job.records(snapshot.current)} · ${Math.floor(snapshot.percentage)} %`}
      </p>
    </>
  );
}
