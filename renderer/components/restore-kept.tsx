import type { JobResult } from '../../preload/contract.ts';
import { useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';
import { ConfirmButton } from './confirm-button.tsx';

/** After an undo that left documents alone: restores those as well, once that is confirmed. */
export function RestoreKept({ result }: { readonly result: JobResult }) {
  const undo = useJobs((store) => store.undo);
  const { jobId, operation, state, counts, journalBytes } = result;
  if (operation !== 'undo' || state !== 'undone' || counts.kept === 0 || journalBytes === 0) return null;
  return (
    <ConfirmButton
      label={texts.undoing.restoreKept}
      title={texts.undoing.restoreTitle}
      body={texts.undoing.restoreBody(counts.kept)}
      confirm={texts.undoing.restore}
      onConfirm={() => void undo(jobId, { force: true })}
    />
  );
}
