/** A job outlives its database: it waits while the server is away, and goes on by its journal when it is back. */
import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorCode, SluiceError } from '../api/errors.ts';
import type { JobState } from '../api/jobs.ts';
import { type Connection, takesWrites } from '../mongo/connect.ts';
import type { JobContext } from './job-context.ts';
import type { StepName } from './steps.ts';

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
/** Steps after which something is safe that was not before. */
const advances: ReadonlySet<StepName> = new Set(['after-apply', 'after-undo-mark']);

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
 * error at once. Throws Paused when it stays away, and when it answers again and again without getting anything done.
 * @param pass gets the job to work with, and calls `connected` once the server has answered
 */
export async function withPatience(
  job: JobContext,
  options: PatienceOptions,
  pass: (job: JobContext, connected: () => void) => Promise<void>,
): Promise<void> {
  let hasConnected = false;
  let wait: Wait | undefined;
  const onStep = (step: StepName): void => {
    if (advances.has(step)) wait = undefined;
    job.onStep(step);
  };
  for (;;) {
    try {
      return await pass({ ...job, onStep }, () => {
        hasConnected = true;
      });
    } catch (error) {
      if (!hasConnected || job.signal.aborted || !isLoss(error)) throw error;
      job.log.warn({ job: job.jobId, code: error.code }, error.message);
      job.update({ state: 'waiting-for-database' });
      wait ??= new Wait(options.waitSeconds);
      await untilBack(job, options.uri, wait, error);
      job.log.info({ job: job.jobId }, 'the database is back');
      job.update({ state: options.state });
    }
  }
}

/** How long a job has been waiting, over all tries since something was last got done. */
class Wait {
  readonly #deadline: number;
  #delay = delays.first;

  constructor(seconds: number) {
    this.#deadline = performance.now() + seconds * 1000;
  }

  get isOver(): boolean {
    return performance.now() >= this.#deadline;
  }

  async pause(signal: AbortSignal): Promise<void> {
    const left = Math.max(0, this.#deadline - performance.now());
    await delay(Math.min(this.#delay, left), undefined, { signal });
    this.#delay = Math.min(this.#delay * 2, delays.last);
  }
}

function isLoss(error: unknown): error is SluiceError {
  return error instanceof SluiceError && losses.has(error.code);
}

/** Waits until a server that takes writes answers; always looks at least once. */
async function untilBack(
  job: JobContext,
  uri: string | undefined,
  wait: Wait,
  loss: SluiceError,
): Promise<void> {
  for (;;) {
    const isLast = wait.isOver;
    if (!isLast) await wait.pause(job.signal);
    if (await answers(job, uri)) return;
    if (isLast || wait.isOver) throw new Paused(loss);
  }
}

async function answers(job: JobContext, uri: string | undefined): Promise<boolean> {
  try {
    await using connection = await unlessAborted(job.connect(uri), job.signal);
    return await takesWrites(connection);
  } catch (error) {
    // The local server is started anew where it died, which may need what is missing now: room on its disk.
    if (isLoss(error) || (error instanceof SluiceError && error.code === 'mongod-failed')) return false;
    throw error;
  }
}

/** The connection, unless the job is stopped before it is there: nobody waits for a server's time limits then. */
async function unlessAborted(connecting: Promise<Connection>, signal: AbortSignal): Promise<Connection> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([connecting, aborted.promise]);
  } catch (error) {
    void connecting.then((late) => late.close()).catch(() => {});
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
