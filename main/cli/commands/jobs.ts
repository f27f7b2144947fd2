import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobCounts, JobSummary } from '../../engine/api/jobs.ts';
import { exitCodes } from '../exit-codes.ts';
import { print, printJson, summaryForPeople } from '../console.ts';
import { bytes, count, table } from '../format.ts';
import { withEngine } from '../session.ts';

export async function listJobs({ json }: { json: boolean }): Promise<number> {
  return withEngine(async (engine) => {
    const { jobs } = await engine.call('jobs', {});
    if (json) printJson({ jobs });
    else if (jobs.length === 0) print('No jobs yet. Start with: sluice import FILE');
    else print(table([['job', 'kind', 'state', 'collection', 'records'], ...jobs.map(row)]));
    return exitCodes.done;
  });
}

function row({ jobId, kind, state, target, counts }: JobSummary): string[] {
  return [
    jobId,
    kind,
    state,
    `${target.db}.${target.collection}`,
    count(kind === 'export' ? counts.exported : counts.read),
  ];
}

export async function showJob(jobId: string, { json }: { json: boolean }): Promise<number> {
  return withEngine(async (engine) => {
    const job = await engine.call('job', { jobId });
    if (json) printJson(job);
    else {
      print(summaryForPeople(job));
      const facts = [
        ['State:', job.state],
        ['Started:', job.createdAt],
        ...(job.finishedAt === undefined ? [] : [['Ended:', job.finishedAt]]),
        ...(job.sources ?? []).map(({ path }) => ['Source:', path]),
        ['Server:', job.target.server],
        ...(job.journalBytes === 0 ? [] : [['Journal:', bytes(job.journalBytes)]]),
        ...Object.entries(job.counts satisfies JobCounts).map(([name, value]) => [`${name}:`, count(value)]),
        ...(job.error === undefined ? [] : [['Error:', job.error.message]]),
      ];
      print(table(facts));
    }
    return exitCodes.done;
  });
}

export async function writeRejects(
  jobId: string,
  { out, json }: { out?: string; json: boolean },
): Promise<number> {
  return withEngine(async (engine) => {
    const result = await engine.call('rejects', {
      jobId,
      ...(out === undefined ? {} : { out: resolve(out) }),
    });
    if (json) printJson(result);
    else print(`${count(result.count)} rejects in ${result.path}`);
    return exitCodes.done;
  });
}

export async function prune(jobIds: readonly string[], { json }: { json: boolean }): Promise<number> {
  return withEngine(async (engine) => {
    const result = await engine.call('prune', { jobIds: [...jobIds] });
    if (json) printJson(result);
    else print(`${bytes(result.bytes)} are free again; these jobs cannot be undone any more.`);
    return exitCodes.done;
  });
}

/** Milliseconds between looks at a job that another process stops, and until that is given up. */
const stopping = { interval: 100, patience: 15_000 };

/** Stops a job, wherever it runs, and says what became of it. */
export async function stopJob(
  jobId: string,
  how: 'pause' | 'cancel',
  { undo, json }: { readonly undo: boolean; readonly json: boolean },
): Promise<number> {
  return withEngine(async (engine) => {
    await (how === 'pause' ? engine.call('pause', { jobId }) : engine.call('cancel', { jobId, undo }));
    const deadline = Date.now() + stopping.patience;
    let job = await engine.call('job', { jobId });
    while (
      ['queued', 'running', 'cancelling', 'waiting-for-database', 'undoing'].includes(job.state) &&
      Date.now() < deadline
    ) {
      await delay(stopping.interval);
      job = await engine.call('job', { jobId });
    }
    if (json) printJson({ jobId, state: job.state });
    else print(`Job ${jobId} is ${job.state}.`);
    return exitCodes.done;
  });
}
