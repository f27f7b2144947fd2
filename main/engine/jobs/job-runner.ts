/** Runs jobs: owns them while they run, lets them be cancelled, and writes down how they ended. */
import { SluiceError } from '../api/errors.ts';
import type { JobResult } from '../api/jobs.ts';
import type { EngineEventName, EngineEvents } from '../api/protocol.ts';
import type { JobRecord } from '../journal/job-record.ts';
import type { JobStore } from '../journal/job-store.ts';
import { activeStates } from '../journal/states.ts';
import { ProgressAggregator } from '../progress.ts';
import type { JobContext } from './job-context.ts';
import { mergeCounts, resultOf, summaryOf } from './report.ts';

/** What every job shares with the others of this engine. */
export type SharedContext = Omit<JobContext, 'jobId' | 'progress' | 'signal' | 'update'>;

/** Does the work of a job; returns the state that it ends in when all goes well. */
export type Work = (job: JobContext) => Promise<'completed' | 'undone'>;

export interface RunnerOptions {
  readonly shared: SharedContext;
  readonly emit: <E extends EngineEventName>(event: E, data: EngineEvents[E]) => void;
  /** Writes the rejects file of a job; returns its path. */
  readonly renderRejects: (jobId: string) => Promise<string>;
}

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<JobResult>;
}

export class JobRunner {
  readonly #options: RunnerOptions;
  readonly #store: JobStore;
  readonly #running = new Map<string, Running>();

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
    const controller = new AbortController();
    const ended = Promise.resolve()
      // The first step waits until the caller has the job's id.
      .then(() => this.#run(jobId, work, controller.signal))
      .finally(() => {
        lock.release();
        this.#running.delete(jobId);
      });
    this.#running.set(jobId, { controller, ended });
    void ended.then(
      (result) => this.#options.emit('jobEnded', result),
      () => {},
    );
  }

  /** The end of a job that runs, or of one that ended already. */
  async ended(jobId: string): Promise<JobResult> {
    return this.#running.get(jobId)?.ended ?? resultOf(this.#store, this.#store.get(jobId));
  }

  /** Stops a job; harmless when it does not run. Throws `job-busy` when it runs in another process. */
  cancel(jobId: string): void {
    const running = this.#running.get(jobId);
    if (!running) {
      this.own(jobId);
      return;
    }
    if (this.#store.get(jobId).state === 'running') this.#update(jobId, { state: 'cancelling' });
    running.controller.abort();
  }

  /** Cancels everything and waits for it. */
  async close(): Promise<void> {
    const all = [...this.#running.values()];
    for (const { controller } of all) controller.abort();
    await Promise.allSettled(all.map(({ ended }) => ended));
  }

  async #run(jobId: string, work: Work, signal: AbortSignal): Promise<JobResult> {
    const started = performance.now();
    const progress = new ProgressAggregator(jobId, (snapshot) => this.#options.emit('progress', snapshot));
    const { log } = this.#options.shared;
    let state: JobRecord['state'];
    let failure: SluiceError | undefined;
    try {
      state = await work(this.#contextOf(jobId, progress, signal));
    } catch (error) {
      failure = signal.aborted ? new SluiceError('cancelled', {}, error) : SluiceError.from(error);
      state = failure.code === 'cancelled' ? 'cancelled' : 'failed';
      log.error({ job: jobId, code: failure.code, err: error }, failure.message);
    }
    const ended = this.#update(jobId, {
      state,
      ...(await this.#rejectsOf(jobId, progress)),
      counts: mergeCounts(this.#store.get(jobId), progress.counts),
      seconds: (performance.now() - started) / 1000,
      finishedAt: new Date().toISOString(),
      error: failure && failure.code !== 'cancelled' ? failure.toReport() : undefined,
    });
    progress.end(failure === undefined);
    return resultOf(this.#store, ended);
  }

  #contextOf(jobId: string, progress: ProgressAggregator, signal: AbortSignal): JobContext {
    const update = (change: Parameters<JobContext['update']>[0]): JobRecord => this.#update(jobId, change);
    return { ...this.#options.shared, jobId, progress, signal, update };
  }

  #update(jobId: string, change: Parameters<JobContext['update']>[0]): JobRecord {
    const record = this.#store.update(jobId, change);
    this.#options.emit('jobChanged', summaryOf(this.#store, record));
    return record;
  }

  /** An import with rejects ends with their file beside the journal. */
  async #rejectsOf(jobId: string, progress: ProgressAggregator): Promise<Pick<JobRecord, 'rejectsFile'>> {
    if (progress.counts.rejected === 0) return {};
    try {
      return { rejectsFile: await this.#options.renderRejects(jobId) };
    } catch (error) {
      const message = 'the rejects file could not be written; the journal still has them';
      this.#options.shared.log.error({ job: jobId, err: error }, message);
      return {};
    }
  }
}
