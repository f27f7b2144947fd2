/** A job outlives its database: it waits while the server is away, and goes on by its journal when it is back. */
import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorCode, SluiceError } from '../api/errors.ts';
import type { JobState } from '../api/jobs.ts';
import type { JobContext } from './job-context.ts';

export interface PatienceOptions {
  /** The server; absent: the local one. */
  readonly uri: string | undefined;
  /** Seconds to wait for a server that went away before the job is paused. */
  readonly waitSeconds: number;
  /** The job's state while it works. */
  readonly state: Extract<JobState, 'running' | 'undoing'>;
}

/** Milliseconds between tries: the first one, doubled up to the last one. */
const delays = { first: 250, last: 5000 };
const losses: ReadonlySet<ErrorCode> = new Set(['database-lost', 'database-unreachable']);

/** The job stopped by itself, and can be resumed. */
export class Paused extends Error {
  readonly reason: SluiceError;

  constructor(reason: SluiceError) {
    super(reason.message);
    this.reason = reason;
  }
}

/**
 * Runs `pass`, and runs it again whenever the database was lost in it and is back. A server that never answered is an
 * error at once. Throws Paused when it stays away.
 * @param pass calls `connected` once the server has answered
 */
export async function withPatience(
  job: JobContext,
  options: PatienceOptions,
  pass: (connected: () => void) => Promise<void>,
): Promise<void> {
  let hasConnected = false;
  for (;;) {
    try {
      return await pass(() => {
        hasConnected = true;
      });
    } catch (error) {
      if (!hasConnected || job.signal.aborted || !isLoss(error)) throw error;
      job.log.warn({ job: job.jobId, code: error.code }, error.message);
      job.update({ state: 'waiting-for-database' });
      await untilBack(job, options, error);
      job.update({ state: options.state });
    }
  }
}

function isLoss(error: unknown): error is SluiceError {
  return error instanceof SluiceError && losses.has(error.code);
}

async function untilBack(
  job: JobContext,
  { uri, waitSeconds }: PatienceOptions,
  loss: SluiceError,
): Promise<void> {
  const deadline = performance.now() + waitSeconds * 1000;
  for (let wait = delays.first; ; wait = Math.min(wait * 2, delays.last)) {
    await delay(Math.min(wait, Math.max(0, deadline - performance.now())), undefined, { signal: job.signal });
    try {
      const connection = await job.connect(uri);
      await connection.close();
      return;
    } catch (error) {
      if (!isLoss(error)) throw error;
    }
    if (performance.now() >= deadline) throw new Paused(loss);
  }
}
