import type { JobResult, JobSummary } from '../../preload/contract.ts';
import { isActive } from '../state/jobs.ts';
import { engineSentence } from '../engine-sentence.ts';
import { texts } from '../texts.ts';
import { TextList } from './text-list.tsx';

/** What the counts mean, in sentences. */
export function Outcome({ job }: { readonly job: JobSummary }) {
  const { operation, counts, state } = job;
  const { addsUp, removed, nothingWritten, allSame, verified, undoKept, undo } = texts.summary;
  if (operation === 'undo') {
    if (counts.kept > 0) return <p>{undoKept(counts.kept)}</p>;
    return state === 'undone' ? <p>{undo}</p> : null;
  }
  if (operation === 'dry-run') return <p className="muted">{nothingWritten}</p>;
  if (operation === 'verify') {
    const { missing, extra, different } = counts;
    if (state !== 'completed') return null;
    return <p>{missing + extra + different === 0 ? allSame : verified(missing, extra, different)}</p>;
  }
  if (operation !== 'import') return null;
  return (
    <>
      <p className="muted">{addsUp(counts)}</p>
      {counts.removed > 0 && <p>{removed(counts.removed)}</p>}
      <Irrevocable job={job} />
    </>
  );
}

/** Why an import that wrote something cannot be undone. */
function Irrevocable({ job }: { readonly job: JobSummary }) {
  const { inserted, updated, removed } = job.counts;
  if (job.undoable || isActive(job) || inserted + updated + removed === 0) return null;
  return <p>{job.journalBytes > 0 ? texts.summary.cannotUndo : texts.summary.forgotten}</p>;
}

/** What an import found when it looked at what it had written, and at what others had. */
export function Afterwards({ result }: { readonly result: JobResult }) {
  const { operation, readBack, changedSincePlan, forecast } = result;
  if (operation === 'dry-run' && forecast !== undefined) {
    const { name } = texts.policies[forecast.policy];
    return <p>{texts.summary.suggestion(name, engineSentence(forecast.reason))}</p>;
  }
  if (operation !== 'import') return null;
  return (
    <>
      {readBack !== undefined && <ReadBack {...readBack} />}
      {changedSincePlan !== undefined && (
        <div className="note warning">
          <TextList
            title={texts.summary.changedSincePlan(changedSincePlan.count)}
            items={changedSincePlan.ids}
          />
        </div>
      )}
    </>
  );
}

function ReadBack({ checked, different, ids }: NonNullable<JobResult['readBack']>) {
  if (different === 0) return <p className="muted">{texts.summary.readBack(checked)}</p>;
  return (
    <div className="note warning">
      <TextList title={texts.summary.readBackDiffers(checked, different)} items={ids} />
    </div>
  );
}
