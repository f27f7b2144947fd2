import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { JobSummary } from '../../preload/contract.ts';
import { useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';
import { type Answer, AskDialog } from './ask-dialog.tsx';

/** Stops a job. Where something is written, it asks what shall become of that. */
export function CancelButton({ job }: { readonly job: JobSummary }) {
  const [asking, setAsking] = useState(false);
  const cancel = useJobs((store) => store.cancel);
  const counts = useJobs((store) => store.progress[job.jobId]?.counts) ?? job.counts;
  const written = counts.inserted + counts.updated + counts.removed;
  const takeBack: Answer = {
    label: texts.cancelling.takeBack,
    look: 'danger',
    onPress: () => void cancel(job.jobId, { undo: true }),
  };
  return (
    <>
      <Button
        className="button"
        isDisabled={job.state === 'cancelling'}
        onPress={() => {
          if (job.operation === 'import' && written > 0) setAsking(true);
          else void cancel(job.jobId);
        }}
      >
        {texts.job.cancel}
      </Button>
      <AskDialog
        title={texts.cancelling.title}
        isOpen={asking && job.state !== 'cancelling'}
        onClose={() => setAsking(false)}
        close={texts.cancelling.goOn}
        answers={[
          { label: texts.cancelling.keep, onPress: () => void cancel(job.jobId) },
          ...(job.keepsUndo ? [takeBack] : []),
        ]}
      >
        <p>{texts.cancelling.written(written)}</p>
        {job.keepsUndo ? (
          <>
            <p>{texts.cancelling.keepHint}</p>
            <p>{texts.cancelling.backHint}</p>
          </>
        ) : (
          <p>{texts.cancelling.cannotUndo}</p>
        )}
      </AskDialog>
    </>
  );
}
