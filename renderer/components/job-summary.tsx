import { useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { ErrorReport, JobResult, JobSummary } from '../../preload/contract.ts';
import { baseName, formatBytes, formatDuration } from '../format.ts';
import { reportOf, request } from '../state/bridge.ts';
import { useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';
import { CountList } from './count-list.tsx';
import { ErrorNote } from './error-note.tsx';
import { Facts, type Fact } from './facts.tsx';

interface JobSummaryPanelProps {
  readonly job: JobSummary;
  readonly title: string;
  /** Further buttons of the screen. */
  readonly children?: ReactNode;
}

/** The end of a job: what came of it, and what can be done now. */
export function JobSummaryPanel({ job, title, children }: JobSummaryPanelProps) {
  const result = useJobs((store) => store.results[job.jobId]);
  const undo = useJobs((store) => store.undo);
  const resume = useJobs((store) => store.resume);
  return (
    <section className="card stack" aria-label={title}>
      {/* Not an output element: it must not hold headings and lists. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div role="status" aria-label={texts.job.summary} className="stack">
        <div className="row">
          <h2>{title}</h2>
          <span className={`state state-${job.state}`}>{texts.states[job.state]}</span>
        </div>
        {job.error !== undefined && <ErrorNote error={job.error} />}
        <CountList counts={job.counts} operation={job.operation} />
        <Outcome job={job} />
        {result !== undefined && <ResultDetails result={result} />}
      </div>
      <div className="row end">
        {children}
        {job.output !== undefined && job.state === 'completed' && <ShowInFolder path={job.output} />}
        {job.kind === 'import' && job.counts.rejected > 0 && <SaveRejects job={job} />}
        {job.resumable && (
          <Button className="button" onPress={() => void resume(job.jobId)}>
            {texts.job.resume}
          </Button>
        )}
        {job.kind === 'import' && job.undoable && (
          <Button className="button" onPress={() => void undo(job.jobId)}>
            {texts.job.undo}
          </Button>
        )}
      </div>
    </section>
  );
}

/** What the counts mean, in a sentence. */
function Outcome({ job }: { readonly job: JobSummary }) {
  if (job.operation === 'import') return <p className="muted">{texts.summary.addsUp(job.counts)}</p>;
  if (job.operation !== 'undo') return null;
  if (job.counts.kept > 0) return <p>{texts.summary.undoKept(job.counts.kept)}</p>;
  return job.state === 'undone' ? <p>{texts.summary.undo}</p> : null;
}

function ResultDetails({ result }: { readonly result: JobResult }) {
  const facts: Fact[] = [];
  if (result.output !== undefined) facts.push({ label: texts.summary.path, value: result.output });
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
      {facts.length > 0 && <Facts facts={facts} />}
      <TextList title={texts.summary.keptIds} items={result.operation === 'undo' ? keptIds : []} />
      <TextList title={texts.summary.warnings} items={result.warnings} />
    </>
  );
}

function TextList({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className="text-list">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}

function ShowInFolder({ path }: { readonly path: string }) {
  return (
    <Button className="button" onPress={() => void request('showInFolder', { path })}>
      {texts.job.showInFolder}
    </Button>
  );
}

function SaveRejects({ job }: { readonly job: JobSummary }) {
  const [saved, setSaved] = useState<string>();
  const [error, setError] = useState<ErrorReport>();
  async function save(): Promise<void> {
    const source = baseName(job.sources?.[0]?.filename ?? job.jobId);
    try {
      const { path } = await request('chooseSavePath', {
        defaultName: `${source}.rejects.jsonl`,
        format: 'rejects',
      });
      if (path === undefined) return;
      const rejects = await request('rejects', { jobId: job.jobId, out: path });
      setSaved(texts.job.rejectsSaved(rejects.count, rejects.path));
      setError(undefined);
    } catch (failure) {
      setError(reportOf(failure));
    }
  }
  return (
    <>
      <ErrorNote error={error} />
      {saved !== undefined && <output className="muted">{saved}</output>}
      <Button className="button" onPress={() => void save()}>
        {texts.job.saveRejects}
      </Button>
    </>
  );
}
