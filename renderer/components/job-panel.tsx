import { useEffect, useRef } from 'react';
import { isActive, useJobs } from '../state/jobs.ts';
import { ErrorNote } from './error-note.tsx';
import { jobTitle } from './job-title.ts';
import { JobProgress } from './job-progress.tsx';
import { JobSummaryPanel } from './job-summary.tsx';

interface JobPanelProps {
  readonly jobId: string;
  /** The panel before it tells what went wrong with a request. */
  readonly isSecond?: boolean;
}

/** One job, running or ended. */
export function JobPanel({ jobId, isSecond = false }: JobPanelProps) {
  const job = useJobs((store) => store.summaries[jobId]);
  const known = useJobs((store) => store.results[jobId] !== undefined);
  const error = useJobs((store) => (isSecond ? undefined : store.error));
  const load = useJobs((store) => store.load);
  const incomplete = job === undefined || (!isActive(job) && !known);
  useEffect(() => {
    if (incomplete) void load(jobId);
  }, [incomplete, jobId, load]);

  const panel = useRef<HTMLDivElement>(null);
  const active = job !== undefined && isActive(job);
  useEffect(() => {
    // The button that was pressed is gone with what it did: the keyboard goes on from here.
    if (document.activeElement === document.body) panel.current?.focus({ preventScroll: true });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- a change of `active` is what takes buttons away
  }, [active]);

  if (job === undefined) return <ErrorNote error={error} />;
  const title = jobTitle(job);
  return (
    <div ref={panel} tabIndex={-1} className="stack">
      <ErrorNote error={error} />
      {active ? <JobProgress job={job} title={title} /> : <JobSummaryPanel job={job} title={title} />}
    </div>
  );
}
