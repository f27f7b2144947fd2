import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { ErrorReport, JobResult, JobSummary } from '../../preload/contract.ts';
import { baseName, formatBytes, formatDuration } from '../format.ts';
import { reportOf, request } from '../state/bridge.ts';
import { useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';
import { CompareButton } from './compare-button.tsx';
import { CountList } from './count-list.tsx';
import { ErrorNote } from './error-note.tsx';
import { Facts, type Fact } from './facts.tsx';
import { Afterwards, Outcome } from './job-notes.tsx';
import { RestoreKept } from './restore-kept.tsx';
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
        <ErrorNote error={job.error} />
        {job.state === 'paused' && job.error !== undefined && <p>{texts.job.pausedHint}</p>}
        <CountList counts={job.counts} operation={job.operation} />
        <Outcome job={job} />
        {result !== undefined && <ResultDetails result={result} />}
      </div>
      <div className="row end">
        <CompareButton job={job} />
        {job.output !== undefined && job.state === 'completed' && <ShowInFolder path={job.output} />}
        {job.kind === 'import' && job.counts.rejected > 0 && job.journalBytes > 0 && (
          <SaveRejects job={job} />
        )}
        {job.resumable && (
          <Button className="button" onPress={() => void resume(job.jobId)}>
            {texts.job.resume}
          </Button>
        )}
        {result !== undefined && <RestoreKept result={result} />}
        {job.kind === 'import' && job.undoable && (
          <Button className="button" onPress={() => void undo(job.jobId)}>
            {texts.job.undo}
          </Button>
        )}
      </div>
    </section>
  );
}

function ResultDetails({ result }: { readonly result: JobResult }) {
  const facts: Fact[] = [];
  if (result.output !== undefined) facts.push({ label: texts.summary.path, value: result.output });
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
