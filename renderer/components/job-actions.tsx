import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { ErrorReport, JobResult, JobSummary } from '../../preload/contract.ts';
import { baseName } from '../format.ts';
import { reportOf, request } from '../state/bridge.ts';
import { useBrowse } from '../state/browse.ts';
import { connectionOf } from '../state/connections.ts';
import { useJobs } from '../state/jobs.ts';
import { texts } from '../texts.ts';
import { CompareButton } from './compare-button.tsx';
import { ErrorNote } from './error-note.tsx';
import { RestoreKept } from './restore-kept.tsx';

interface JobActionsProps {
  readonly job: JobSummary;
  /** Absent until it was read. */
  readonly result: JobResult | undefined;
}

/** What can be done with a job that has ended; what takes it back stands last. */
export function JobActions({ job, result }: JobActionsProps) {
  const { undo, resume, again } = useJobs();
  const [said, setSaid] = useState<string>();
  const [error, setError] = useState<ErrorReport>();
  const { jobId, target, kind, state } = job;

  /** Does something that answers with a sentence, or with nothing where it was called off. */
  async function attempt(work: () => Promise<string | undefined>): Promise<void> {
    try {
      setSaid(await work());
      setError(undefined);
    } catch (failure) {
      setError(reportOf(failure));
    }
  }

  const open = (path: string) => attempt(async () => void (await request('openPath', { path })));
  const show = (path: string) => attempt(async () => void (await request('showInFolder', { path })));

  const rejects = kind === 'import' && job.counts.rejected > 0 && job.journalBytes > 0;
  const hasTarget = kind === 'import' && state !== 'undone';
  const output = state === 'completed' ? job.output : undefined;
  return (
    <div className="stack job-end">
      <ErrorNote error={error} />
      {said !== undefined && <output className="muted">{said}</output>}
      <div className="row end">
        <Button className="button quiet" onPress={() => void attempt(() => copyReport(jobId))}>
          {texts.job.copyReport}
        </Button>
        <Button className="button quiet" onPress={() => void attempt(() => saveReport(jobId))}>
          {texts.job.saveReport}
        </Button>
        {kind !== 'dry-run' && (
          <Button className="button quiet" onPress={() => void again(jobId)}>
            {texts.job.again}
          </Button>
        )}
        <CompareButton job={job} />
        {hasTarget && (
          <Button
            className="button"
            onPress={() =>
              useBrowse.getState().open({
                connection: connectionOf(target),
                db: target.db,
                collection: target.collection,
              })
            }
          >
            {texts.job.showCollection}
          </Button>
        )}
        {output !== undefined && (
          <>
            <Button className="button" onPress={() => void open(output)}>
              {texts.job.openFile}
            </Button>
            <Button className="button" onPress={() => void show(output)}>
              {texts.job.showInFolder}
            </Button>
          </>
        )}
        {rejects && (
          <>
            <Button className="button" onPress={() => void attempt(() => openRejects(jobId))}>
              {texts.job.openRejects}
            </Button>
            <Button className="button" onPress={() => void attempt(() => saveRejects(job))}>
              {texts.job.saveRejects}
            </Button>
          </>
        )}
        {job.resumable && (
          <Button className="button" onPress={() => void resume(jobId)}>
            {texts.job.resume}
          </Button>
        )}
        {result !== undefined && <RestoreKept result={result} />}
        {kind === 'import' && job.undoable && (
          <Button className="button" onPress={() => void undo(jobId)}>
            {texts.job.undo}
          </Button>
        )}
      </div>
    </div>
  );
}

async function copyReport(jobId: string): Promise<string> {
  const { text } = await request('report', { jobId });
  await request('copyText', { text });
  return texts.job.reportCopied;
}

async function saveReport(jobId: string): Promise<string | undefined> {
  const { path } = await request('chooseSavePath', { defaultName: `sluice-${jobId}.txt`, format: 'report' });
  if (path === undefined) return undefined;
  await request('report', { jobId, out: path });
  return texts.job.reportSaved(path);
}

async function openRejects(jobId: string): Promise<undefined> {
  const { path } = await request('rejects', { jobId });
  await request('openPath', { path });
  return undefined;
}

async function saveRejects(job: JobSummary): Promise<string | undefined> {
  const source = baseName(job.sources?.[0]?.filename ?? job.jobId);
  const { path } = await request('chooseSavePath', {
    defaultName: `${source}.rejects.jsonl`,
    format: 'rejects',
  });
  if (path === undefined) return undefined;
  const rejects = await request('rejects', { jobId: job.jobId, out: path });
  return texts.job.rejectsSaved(rejects.count, rejects.path);
}
