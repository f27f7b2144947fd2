import {
  Button,
  GridList,
  GridListItem,
  GridListLoadMoreItem,
  ListLayout,
  Virtualizer,
} from 'react-aria-components';
import { useShallow } from 'zustand/react/shallow';
import type { JobSummary } from '../../preload/contract.ts';
import { formatBytes, formatTime } from '../format.ts';
import { useHistory } from '../state/history.ts';
import { anyJob, isActive, useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';
import { CancelButton } from './cancel-button.tsx';
import { CountList } from './count-list.tsx';
import { jobFile, jobTitle } from './job-title.ts';

const rowHeight = 84;

/** The jobs that were asked for; what is not in sight is not drawn. */
export function HistoryList() {
  const jobs = useJobs(
    useShallow(({ order, summaries }) => order.map((id) => summaries[id]).filter((job) => job !== undefined)),
  );
  const { more, loadMore, filter, isListed } = useJobs();
  if (!isListed) return null;
  if (jobs.length === 0)
    return (
      <p className="placeholder">{filter === anyJob ? texts.history.empty : texts.history.nothingFits}</p>
    );
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ rowSize: rowHeight, loaderSize: 40 }}>
      <GridList
        aria-label={texts.history.list}
        className="card history-list"
        keyboardNavigationBehavior="tab"
        onAction={(key) => useHistory.getState().open(String(key))}
      >
        {jobs.map((job) => (
          <GridListItem key={job.jobId} id={job.jobId} textValue={jobTitle(job)} className="history-row">
            <JobRow job={job} />
          </GridListItem>
        ))}
        {more > 0 && (
          <GridListLoadMoreItem onLoadMore={() => void loadMore()} className="history-more">
            {texts.history.loading}
          </GridListLoadMoreItem>
        )}
      </GridList>
    </Virtualizer>
  );
}

function spaceOf({ undoable, journalBytes }: JobSummary): string {
  const bytes = formatBytes(journalBytes);
  return undoable ? texts.pruning.kept(bytes) : texts.pruning.space(bytes);
}

function JobRow({ job }: { readonly job: JobSummary }) {
  const { undo, resume } = useJobs();
  const snapshot = useJobs((store) => store.progress[job.jobId]);
  const active = isActive(job);
  return (
    <>
      <div className="history-what">
        <p className="strong ellipsis" dir="auto">
          {jobTitle(job)}
        </p>
        <p className="muted small ellipsis">
          {texts.operations[job.kind]} · {formatTime(job.createdAt)}
          {job.journalBytes > 0 && ` · ${spaceOf(job)}`}
        </p>
        <CountList counts={snapshot?.counts ?? job.counts} operation={job.operation} onlyMade />
      </div>
      <div className="history-state">
        <span className={`state state-${job.state}`}>{texts.states[job.state]}</span>
        {active && (
          <progress
            aria-label={texts.strip.progressOf(jobTitle(job))}
            max={100}
            value={snapshot?.percentage ?? 0}
          />
        )}
      </div>
      <div className="history-actions">
        {!active && job.resumable && (
          <Button
            className="button small-button"
            aria-label={texts.job.resumeOf(jobFile(job))}
            onPress={() => void resume(job.jobId)}
          >
            {texts.job.resume}
          </Button>
        )}
        {!active && job.kind === 'import' && job.undoable && (
          <Button
            className="button small-button"
            aria-label={texts.job.undoOf(jobFile(job))}
            onPress={() => void undo(job.jobId)}
          >
            {texts.job.undo}
          </Button>
        )}
        {active && job.operation !== 'undo' && <CancelButton job={job} />}
      </div>
    </>
  );
}
