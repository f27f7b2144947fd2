import { useJobs } from '../state/jobs.ts';
import { formatTime } from '../format.ts';
import { texts } from '../texts.ts';
import { AskDialog } from './ask-dialog.tsx';
import { jobTitle } from './job-title.ts';

/** Says which newer imports keep a job from being undone, and offers to undo those too. */
export function BlockedUndo() {
  const { blocked, summaries, undo, unblock } = useJobs();
  const job = blocked === undefined ? undefined : summaries[blocked.jobId];
  if (blocked === undefined || job === undefined) return null;
  return (
    <AskDialog
      title={texts.undoing.blockedTitle}
      isOpen
      onClose={unblock}
      close={texts.undoing.leave}
      answers={[
        {
          label: texts.undoing.undoToo,
          look: 'primary',
          onPress: () => void undo(blocked.jobId, { newer: true }),
        },
      ]}
    >
      <p>{texts.undoing.blocked(jobTitle(job))}</p>
      <ul className="text-list bulleted" aria-label={texts.undoing.newer}>
        {blocked.newer.map((jobId) => {
          const other = summaries[jobId];
          return (
            <li key={jobId}>
              {other === undefined ? jobId : `${jobTitle(other)} · ${formatTime(other.createdAt)}`}
            </li>
          );
        })}
      </ul>
    </AskDialog>
  );
}
