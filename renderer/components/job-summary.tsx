import type { JobResult, JobSummary } from '../../preload/contract.ts';
import { baseName, formatBytes, formatDuration } from '../format.ts';
import { request } from '../state/bridge.ts';
import { useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';
import { CountList } from './count-list.tsx';
import { ErrorNote } from './error-note.tsx';
import { Facts, type Fact } from './facts.tsx';
import { Icon } from './icon.tsx';
import { JobActions } from './job-actions.tsx';
import { JobLog } from './job-log.tsx';
import { Afterwards, Outcome } from './job-notes.tsx';
import { TextList } from './text-list.tsx';
import { VerifyFindings } from './verify-findings.tsx';
import { Warnings } from './warnings.tsx';

interface JobSummaryPanelProps {
  readonly job: JobSummary;
  readonly title: string;
}

/** The end of a job: what came of it, and what can be done now. */
export function JobSummaryPanel({ job, title }: JobSummaryPanelProps) {
  const result = useJobs((store) => store.results[job.jobId]);
  return (
    <section className="card stack" aria-label={title}>
      {/* Not an output element: it must not hold headings and lists. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div role="status" aria-label={texts.job.summary} className="stack">
        <div className="row">
          <h2>{title}</h2>
          <span className={`state state-${job.state}`}>{texts.states[job.state]}</span>
        </div>
        <ErrorNote error={job.error} />
        {job.state === 'paused' && job.error !== undefined && <p>{texts.job.pausedHint}</p>}
        <CountList counts={job.counts} operation={job.operation} />
        <Outcome job={job} />
        {result !== undefined && <ResultDetails result={result} />}
      </div>
      <JobLog jobId={job.jobId} />
      <JobActions job={job} result={result} />
    </section>
  );
}

function ResultDetails({ result }: { readonly result: JobResult }) {
  const facts: Fact[] = [];
  if (result.output !== undefined)
    facts.push({ label: texts.summary.path, value: <OutputFile result={result} path={result.output} /> });
  const sources = result.sources ?? [];
  if (sources.length > 1) {
    const names = sources.map(({ filename }) => baseName(filename));
    facts.push({ label: texts.summary.files, value: names.join(', ') });
  }
  if (result.sha256 !== undefined)
    facts.push({ label: texts.summary.sha256, value: <code>{result.sha256}</code> });
  const keptIds = result.keptIds ?? [];
  return (
    <>
      {result.operation !== 'undo' && (
        <p className="muted">
          {texts.summary.took(formatBytes(result.bytes), formatDuration(result.seconds))}
        </p>
      )}
      <Afterwards result={result} />
      <VerifyFindings result={result} />
      {facts.length > 0 && <Facts facts={facts} />}
      <TextList title={texts.summary.keptIds} items={result.operation === 'undo' ? keptIds : []} />
      <Warnings warnings={result.warnings} />
    </>
  );
}

/** The finished file: it can be dragged to wherever it is wanted. */
function OutputFile({ result, path }: { readonly result: JobResult; readonly path: string }) {
  if (result.state !== 'completed') return path;
  return (
    <span
      className="drag-file"
      title={texts.job.dragOut}
      draggable
      onDragStart={(event) => {
        // The system's own drag takes over.
        event.preventDefault();
        void request('startDrag', { path });
      }}
    >
      <Icon name="file" />
      {path}
    </span>
  );
}
