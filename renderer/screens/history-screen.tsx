import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import type { JobSummary } from '../../preload/contract.ts';
import { CancelButton } from '../components/cancel-button.tsx';
import { CountList } from '../components/count-list.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { jobFile, jobTitle } from '../components/job-title.ts';
import { PruneButton } from '../components/prune-button.tsx';
import { formatBytes, formatTime } from '../format.ts';
import { isActive, jobsAtOnce, useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';

/** Every job, newest first. */
export function HistoryScreen() {
  const { order, summaries, error, refresh, journalBytes = 0, loadSpace } = useJobs();
  useEffect(() => {
    void refresh();
    void loadSpace();
  }, [refresh, loadSpace]);
  const jobs = order.map((id) => summaries[id]).filter((job) => job !== undefined);
  return (
    <div className="screen">
      <div className="row spread">
        <h2>{texts.history.title}</h2>
        {journalBytes > 0 && <p className="muted">{texts.pruning.total(formatBytes(journalBytes))}</p>}
      </div>
      <ErrorNote error={error} />
      {jobs.length === 0 ? <p className="muted">{texts.history.empty}</p> : <JobTable jobs={jobs} />}
    </div>
  );
}

function JobTable({ jobs }: { readonly jobs: readonly JobSummary[] }) {
  const { columns } = texts.history;
  const { more, loadMore } = useJobs();
  return (
    <div className="card table-card">
      <table className="jobs">
        <thead>
          <tr>
            {Object.entries(columns).map(([name, title]) => (
              <th key={name} scope="col" className={`column-${name}`}>
                {name === 'actions' ? <span className="visually-hidden">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <JobRow key={job.jobId} job={job} />
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <div className="row">
          <Button className="button" onPress={() => void loadMore()}>
            {texts.history.more(Math.min(jobsAtOnce, more), more)}
          </Button>
        </div>
      )}
    </div>
  );
}

function spaceOf({ undoable, journalBytes }: JobSummary): string {
  const bytes = formatBytes(journalBytes);
  return undoable ? texts.pruning.kept(bytes) : texts.pruning.space(bytes);
}

function JobRow({ job }: { readonly job: JobSummary }) {
  const undo = useJobs((store) => store.undo);
  const resume = useJobs((store) => store.resume);
  const snapshot = useJobs((store) => store.progress[job.jobId]);
  const active = isActive(job);
  return (
    <tr>
      <td>
        <p className="strong break">{jobTitle(job)}</p>
        <p className="muted small">
          {texts.operations[job.kind]} · {formatTime(job.createdAt)}
          {job.journalBytes > 0 && ` · ${spaceOf(job)}`}
        </p>
        {job.error !== undefined && <p className="muted small">{job.error.message}</p>}
      </td>
      <td className="nowrap">
        <span className={`state state-${job.state}`}>{texts.states[job.state]}</span>
        {active && <progress aria-label={texts.job.progress} max={100} value={snapshot?.percentage ?? 0} />}
      </td>
      <td>
        <CountList counts={snapshot?.counts ?? job.counts} operation={job.operation} onlyMade />
      </td>
      <td>
        <div className="job-actions">
          {!active && job.resumable && (
            <Button
              className="button"
              aria-label={texts.job.resumeOf(jobFile(job))}
              onPress={() => void resume(job.jobId)}
            >
              {texts.job.resume}
            </Button>
          )}
          {!active && job.kind === 'import' && job.undoable && (
            <Button
              className="button"
              aria-label={texts.job.undoOf(jobFile(job))}
              onPress={() => void undo(job.jobId)}
            >
              {texts.job.undo}
            </Button>
          )}
          {active && job.operation !== 'undo' && <CancelButton job={job} />}
          {!active && <PruneButton job={job} />}
        </div>
      </td>
    </tr>
  );
}
