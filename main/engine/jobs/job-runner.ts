/** Runs jobs: owns them while they run, lets them be cancelled, and writes down how they ended. */
import { SluiceError } from '../api/errors.ts';
import type { JobResult } from '../api/jobs.ts';
import type { EngineEventName, EngineEvents } from '../api/protocol.ts';
import type { JobRecord } from '../journal/job-record.ts';
import type { JobStore, Wish } from '../journal/job-store.ts';
import { activeStates } from '../journal/states.ts';
import { removeJobFolders } from '../files/temp-scope.ts';
import { ProgressAggregator, systemClock } from '../progress.ts';
import type { JobContext } from './job-context.ts';
import { Paused } from './patience.ts';
import { mergeCounts, resultOf, summaryOf } from './report.ts';

/** What every job shares with the others of this engine. */
export type SharedContext = Omit<JobContext, 'jobId' | 'progress' | 'signal' | 'update'>;

/** Does the work of a job; returns how it ended when it came to an end of its own. */
export type Work = (job: JobContext) => Promise<{
  readonly state: 'completed' | 'undone';
  /** Why it came to that, where nobody asked for it. */
  readonly error?: SluiceError;
}>;

/** Milliseconds between looks at what other processes wish of the jobs that run here. */
const wishInterval = 300;

export interface RunnerOptions {
  readonly shared: SharedContext;
  readonly emit: <E extends EngineEventName>(event: E, data: EngineEvents[E]) => void;
  /** Writes the rejects file of a job; returns its path. */
  readonly renderRejects: (jobId: string) => Promise<string>;
  /** Takes a cancelled job back, when that was asked with the cancel. */
  readonly undo: (jobId: string) => Promise<unknown>;
}

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<JobResult>;
  /** What stopped it first. */
  wish?: Wish;
}

/** A cancel that came with the wish to undo, and that came before the job's own end. */
const isToBeTakenBack = ({ wish }: Running, { state, undoable }: JobResult): boolean =>
  wish === 'cancel-and-undo' && state === 'cancelled' && undoable;

export class JobRunner {
  readonly #options: RunnerOptions;
  readonly #store: JobStore;
  readonly #running = new Map<string, Running>();
  #closing = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#store = options.shared.store;
  }

  /** The job, unless another process works on it now: throws `job-busy` then. */
  own(jobId: string): JobRecord {
    const isElsewhere = (): boolean =>
      !this.#running.has(jobId) && activeStates.includes(this.#store.get(jobId).state);
    // Its owner may have died since this engine started.
    if (isElsewhere()) this.#store.markInterrupted();
    if (isElsewhere()) throw new SluiceError('job-busy', { jobId });
    return this.#store.get(jobId);
  }

  /** Starts the work of a job as its owner. Throws `job-busy` when somebody else is. */
  start(jobId: string, work: Work): void {
    const lock = this.#store.own(jobId);
    this.#store.takeWish(jobId);
    const controller = new AbortController();
    const timer = setInterval(() => this.#lookForWish(jobId), wishInterval);
    const ended = Promise.resolve()
      // The first step waits until the caller has the job's id.
      .then(() => this.#run(jobId, work, controller.signal))
      .finally(() => {
        clearInterval(timer);
        lock.release();
        this.#running.delete(jobId);
      })
      .then(async (result) => {
        this.#options.emit('jobEnded', result);
        if (isToBeTakenBack(running, result) && !this.#closing) await this.#options.undo(jobId);
        return result;
      });
    const running: Running = { controller, ended };
    this.#running.set(jobId, running);
    // Who waits for the end hears of it.
    ended.catch(() => {});
  }

  /**
   * The end of a job that runs, or of one that ended already; with an undo that was asked together with a cancel, the end
   * of that.
   */
  async ended(jobId: string): Promise<JobResult> {
    const running = this.#running.get(jobId);
    if (!running) return resultOf(this.#store, this.#store.get(jobId));
    const result = await running.ended;
    return isToBeTakenBack(running, result) && !this.#closing ? this.ended(jobId) : result;
  }

  /** Stops a job as wished. One that another process owns is told; one that rests is settled here. */
  stop(jobId: string, wish: Wish): void {
    const running = this.#running.get(jobId);
    if (running) {
      running.wish ??= wish;
      try {
        if (wish !== 'pause' && this.#store.get(jobId).state === 'running')
          this.#update(jobId, { state: 'cancelling' });
      } finally {
        // It stops even where that cannot be written down.
        running.controller.abort();
      }
      return;
    }
    const { state } = this.#store.get(jobId);
    if (state === 'paused' && wish !== 'pause') this.#update(jobId, { state: 'cancelled' });
    if (!activeStates.includes(state)) return;
    this.#store.markInterrupted();
    if (activeStates.includes(this.#store.get(jobId).state)) this.#store.wish(jobId, wish);
  }

  #lookForWish(jobId: string): void {
    try {
      const wish = this.#store.takeWish(jobId);
      if (wish) this.stop(jobId, wish);
    } catch (error) {
      // The job itself meets what is wrong with the journal, and ends by it.
      this.#options.shared.log.warn({ job: jobId, err: error }, 'the journal could not be read for wishes');
    }
  }

  /** Cancels everything and waits for it. */
  async close(): Promise<void> {
    this.#closing = true;
    const all = [...this.#running.entries()];
    for (const [jobId, { controller }] of all) {
      try {
        this.stop(jobId, 'cancel');
      } catch {
        controller.abort();
      }
    }
    await Promise.allSettled(all.map(([, { ended }]) => ended));
  }

  async #run(jobId: string, work: Work, signal: AbortSignal): Promise<JobResult> {
    const started = performance.now();
    const progress = new ProgressAggregator(
      jobId,
      (snapshot) => this.#options.emit('progress', snapshot),
      systemClock,
      () => this.#store.journalBytes(jobId),
    );
    const { log } = this.#options.shared;
    const earlier = this.#store.get(jobId).seconds;
    let state: JobRecord['state'];
    let failure: SluiceError | undefined;
    try {
      ({ state, error: failure } = await work(this.#contextOf(jobId, progress, signal)));
    } catch (error) {
      ({ state, failure } = this.#failureOf(jobId, error, signal));
      log.error({ job: jobId, code: failure?.code, err: error }, `the job ended ${state}`);
    }
    const ended = this.#conclude(jobId, {
      state,
      ...(await this.#rejectsOf(jobId, progress)),
      counts: mergeCounts(this.#store.get(jobId), progress.counts),
      seconds: earlier + (performance.now() - started) / 1000,
      finishedAt: new Date().toISOString(),
      error: failure?.toReport(),
    });
    if (this.#store.isOver(jobId)) removeJobFolders(this.#options.shared.folders.temp, (id) => id === jobId);
    progress.end(state === 'completed' || state === 'undone');
    return resultOf(this.#store, ended);
  }

  /** How a job ends that threw: stopped by somebody, paused by itself, or failed. */
  #failureOf(
    jobId: string,
    error: unknown,
    signal: AbortSignal,
  ): { state: 'cancelled' | 'paused' | 'failed'; failure: SluiceError | undefined } {
    if (signal.aborted) {
      return {
        state: this.#running.get(jobId)?.wish === 'pause' ? 'paused' : 'cancelled',
        failure: undefined,
      };
    }
    if (error instanceof Paused) return { state: 'paused', failure: error.reason };
    return { state: 'failed', failure: SluiceError.from(error) };
  }

  #contextOf(jobId: string, progress: ProgressAggregator, signal: AbortSignal): JobContext {
    const update = (change: Parameters<JobContext['update']>[0]): JobRecord => this.#update(jobId, change);
    return { ...this.#options.shared, jobId, progress, signal, update };
  }

  #conclude(jobId: string, change: Parameters<JobContext['update']>[0]): JobRecord {
    const record = this.#store.conclude(jobId, change);
    this.#options.emit('jobChanged', summaryOf(this.#store, record));
    return record;
  }

  #update(jobId: string, change: Parameters<JobContext['update']>[0]): JobRecord {
    const record = this.#store.update(jobId, change);
    this.#options.emit('jobChanged', summaryOf(this.#store, record));
    return record;
  }

  /** An import with rejects ends with their file beside the journal, or with a warning that it could not be written. */
  async #rejectsOf(
    jobId: string,
    progress: ProgressAggregator,
  ): Promise<Partial<Pick<JobRecord, 'rejectsFile' | 'warnings'>>> {
    if (progress.counts.rejected === 0) return {};
    try {
      return { rejectsFile: await this.#options.renderRejects(jobId) };
    } catch (error) {
      const reason = SluiceError.from(error).message;
      const message = `The rejects file could not be written: ${reason} The journal still has the rejects.`;
      this.#options.shared.log.error({ job: jobId, err: error }, message);
      return { warnings: [...this.#store.get(jobId).warnings, message] };
    }
  }
}
