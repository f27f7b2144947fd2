import type { JobSummary } from '../../preload/contract.ts';
import { formatBytes } from '../format.ts';
import { useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { jobFile, jobTitle } from './job-title.ts';

/** Frees what a job keeps on this computer, once that is confirmed. */
export function PruneButton({ job }: { readonly job: JobSummary }) {
  const prune = useJobs((store) => store.prune);
  const { pruning } = texts;
  const onConfirm = (): void => void prune(job.jobId);
  const bytes = formatBytes(job.journalBytes);
  if (job.journalBytes === 0) return null;
  if (job.undoable) {
    return (
      <ConfirmButton
        className="button quiet"
        label={pruning.forgetUndo}
        fullLabel={pruning.forgetUndoOf(jobFile(job))}
        title={pruning.undoTitle}
        body={pruning.undoBody(jobTitle(job), bytes)}
        confirm={pruning.confirmUndo}
        onConfirm={onConfirm}
      />
    );
  }
  return (
    <ConfirmButton
      className="button quiet"
      label={pruning.forget}
      fullLabel={pruning.forgetOf(jobTitle(job))}
      title={pruning.title}
      body={pruning.body(jobTitle(job), bytes)}
      confirm={pruning.confirm}
      onConfirm={onConfirm}
    />
  );
}
