/** The engine: takes requests, runs jobs, keeps the journal. The same object serves the window, the terminal and tests. */
import { join } from 'node:path';
import createXxhash from 'xxhash-wasm';
import { check } from './api/check.ts';
import { SluiceError } from './api/errors.ts';
import { type JobResult, type JobSummary, noCounts } from './api/jobs.ts';
import {
  type EngineApi,
  type EngineEventName,
  type EngineEvents,
  type EngineMethod,
  type EngineParams,
  engineParams,
  type EngineResults,
} from './api/protocol.ts';
import type { ExportRequest, ImportRequest, UndoRequest } from './api/requests.ts';
import { homeFolders, type HomeFolders } from './files/home.ts';
import { removeLeftovers } from './files/temp-scope.ts';
import { exportCollection, outputPath } from './jobs/export.ts';
import { importFile } from './jobs/import.ts';
import { inspectFile } from './jobs/inspect.ts';
import type { JobContext } from './jobs/job-context.ts';
import { type Log, silentLog } from './jobs/log.ts';
import { renderRejects } from './jobs/rejects-file.ts';
import { keptIds, undoImport } from './jobs/undo.ts';
import { JobJournal } from './journal/job-journal.ts';
import type { JobRecord } from './journal/job-record.ts';
import { JobStore, newJobId } from './journal/job-store.ts';
import { activeStates, undoableStates } from './journal/states.ts';
import { type Connection, connect, redactedUri, serverLabel } from './mongo/connect.ts';
import { type LocalServer, openLocalServer } from './mongo/local-server.ts';
import { listNamespaces } from './mongo/namespaces.ts';
import { ProgressAggregator } from './progress.ts';
import type { HashBytes } from './workers/batch-builder.ts';

export interface EngineOptions {
  /** Folder of all state. */
  readonly home: string;
  readonly log?: Log;
  /** Streams for `-`; only the terminal has them. */
  readonly stdin?: NodeJS.ReadableStream;
  readonly stdout?: NodeJS.WritableStream;
}

export interface Engine extends EngineApi, AsyncDisposable {
  /** The end of a job that runs, or of one that ended already. */
  ended(jobId: string): Promise<JobResult>;
  /** Cancels what runs, waits for it, stops the local MongoDB if nobody else uses it. */
  close(): Promise<void>;
}

/** Opens the journal (jobs whose owner died become interrupted) and is ready for requests. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const folders = homeFolders(options.home);
  const xxhash = await createXxhash();
  const store = new JobStore(folders.journal);
  const engine = new LocalEngine(options, folders, store, (bytes) => xxhash.h64Raw(bytes));
  store.markInterrupted();
  removeLeftovers(folders.temp);
  return engine;
}

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<JobResult>;
}

class LocalEngine implements Engine {
  readonly #options: EngineOptions;
  readonly #folders: HomeFolders;
  readonly #store: JobStore;
  readonly #hash: HashBytes;
  readonly #log: Log;
  readonly #listeners: { readonly [E in EngineEventName]: Set<(data: EngineEvents[E]) => void> } = {
    progress: new Set(),
    jobChanged: new Set(),
    jobEnded: new Set(),
    setUp: new Set(),
  };
  readonly #running = new Map<string, Running>();
  #localServer: Promise<LocalServer> | undefined;

  constructor(options: EngineOptions, folders: HomeFolders, store: JobStore, hash: HashBytes) {
    this.#options = options;
    this.#folders = folders;
    this.#store = store;
    this.#hash = hash;
    this.#log = options.log ?? silentLog;
  }

  async call<M extends EngineMethod>(method: M, params: EngineParams<M>): Promise<EngineResults[M]> {
    const checked: unknown = check(engineParams[method], params);
    const methods: { [N in EngineMethod]: (params: never) => Promise<EngineResults[N]> } = {
      inspect: ({ path }: { path: string }) => inspectFile(path),
      submit: (request: ImportRequest | ExportRequest) => this.#submit(request),
      undo: (request: UndoRequest) => this.#undo(request),
      cancel: ({ jobId }: { jobId: string }) => this.#cancel(jobId),
      jobs: async () => this.#store.list().map(summaryOf(this.#store)),
      job: async ({ jobId }: { jobId: string }) => this.#resultOf(this.#store.get(jobId)),
      namespaces: ({ uri }: { uri?: string }) => this.#namespaces(uri),
      rejects: (request: { jobId: string; out?: string }) => this.#rejects(request),
    };
    return methods[method](checked as never); // The schema of each method is that of its handler.
  }

  on<E extends EngineEventName>(event: E, listener: (data: EngineEvents[E]) => void): () => void {
    const listeners = this.#listeners[event];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  async ended(jobId: string): Promise<JobResult> {
    return this.#running.get(jobId)?.ended ?? this.#resultOf(this.#store.get(jobId));
  }

  async #submit(request: ImportRequest | ExportRequest): Promise<{ jobId: string }> {
    const jobId = newJobId(new Date());
    const record: JobRecord = {
      jobId,
      kind: request.kind,
      state: 'queued',
      operation: request.kind,
      request: withoutPassword(request),
      target: {
        server: request.target.uri === undefined ? 'local' : serverLabel(request.target.uri),
        db: request.target.db,
        collection: request.target.collection,
      },
      ...(request.kind === 'export' ? { output: outputPath(request, jobId) } : {}),
      createdCollection: false,
      counts: noCounts,
      createdAt: new Date().toISOString(),
      bytes: 0,
      seconds: 0,
      warnings: [],
    };
    this.#store.insert(record);
    this.#start(jobId, async (job) => {
      job.update({ state: 'running' });
      await (request.kind === 'import' ? importFile(job, request) : exportCollection(job, request));
      return 'completed';
    });
    return { jobId };
  }

  async #undo(request: UndoRequest): Promise<{ jobId: string }> {
    const record = this.#own(request.jobId);
    const { jobId } = record;
    if (record.kind !== 'import' || !undoableStates.includes(record.state)) {
      throw new SluiceError('job-state', {
        jobId,
        state: record.kind === 'import' ? record.state : 'an export',
        action: 'undone',
      });
    }
    this.#start(jobId, async (job) => {
      job.update({ state: 'undoing', operation: 'undo' });
      await undoImport(job, record, request);
      return 'undone';
    });
    return { jobId };
  }

  /** The job, unless another process works on it now: throws `job-busy` then. */
  #own(jobId: string): JobRecord {
    const isElsewhere = (): boolean =>
      !this.#running.has(jobId) && activeStates.includes(this.#store.get(jobId).state);
    // Its owner may have died since this engine started.
    if (isElsewhere()) this.#store.markInterrupted();
    if (isElsewhere()) throw new SluiceError('job-busy', { jobId });
    return this.#store.get(jobId);
  }

  /** Runs the work of a job as its owner, and writes down how it ended. */
  #start(jobId: string, work: (job: JobContext) => Promise<'completed' | 'undone'>): void {
    const lock = this.#store.own(jobId);
    const controller = new AbortController();
    const started = performance.now();
    const progress = new ProgressAggregator(jobId, (snapshot) => this.#emit('progress', snapshot));
    const job = this.#contextOf(jobId, progress, controller.signal);
    const run = async (): Promise<JobResult> => {
      let state: 'completed' | 'undone' | 'failed' | 'cancelled';
      let failure: SluiceError | undefined;
      try {
        state = await work(job);
      } catch (error) {
        failure = controller.signal.aborted
          ? new SluiceError('cancelled', {}, error)
          : SluiceError.from(error);
        state = failure.code === 'cancelled' ? 'cancelled' : 'failed';
        this.#log.error({ job: jobId, code: failure.code, err: error }, failure.message);
      }
      const ended = job.update({
        state,
        ...(await this.#renderRejects(jobId, progress)),
        counts: mergeCounts(this.#store.get(jobId), progress),
        seconds: (performance.now() - started) / 1000,
        finishedAt: new Date().toISOString(),
        error: failure && failure.code !== 'cancelled' ? failure.toReport() : undefined,
      });
      progress.end(failure === undefined);
      lock.release();
      this.#running.delete(jobId);
      const result = this.#resultOf(ended);
      this.#emit('jobEnded', result);
      return result;
    };
    // The first step waits until the caller has the job's id.
    this.#running.set(jobId, { controller, ended: Promise.resolve().then(run) });
  }

  #contextOf(jobId: string, progress: ProgressAggregator, signal: AbortSignal): JobContext {
    return {
      jobId,
      folders: this.#folders,
      store: this.#store,
      progress,
      signal,
      log: this.#log,
      hash: this.#hash,
      connect: (uri) => this.#connect(uri),
      update: (change) => {
        const record = this.#store.update(jobId, change);
        this.#emit('jobChanged', summaryOf(this.#store)(record));
        return record;
      },
      stdin: this.#options.stdin,
      stdout: this.#options.stdout,
    };
  }

  async #cancel(jobId: string): Promise<{ jobId: string }> {
    const running = this.#running.get(jobId);
    if (!running) {
      this.#own(jobId);
      return { jobId };
    }
    const { state } = this.#store.get(jobId);
    if (state === 'running') {
      const record = this.#store.update(jobId, { state: 'cancelling' });
      this.#emit('jobChanged', summaryOf(this.#store)(record));
    }
    running.controller.abort();
    return { jobId };
  }

  async #connect(uri: string | undefined): Promise<Connection> {
    if (uri !== undefined) return connect(uri);
    this.#localServer ??= openLocalServer({
      folders: this.#folders,
      onStep: (step) => this.#emit('setUp', step),
    }).finally(() => this.#emit('setUp', {}));
    try {
      const server = await this.#localServer;
      return await connect(server.uri);
    } catch (error) {
      this.#localServer = undefined;
      throw error;
    }
  }

  async #namespaces(uri: string | undefined): Promise<EngineResults['namespaces']> {
    await using connection = await this.#connect(uri);
    return await listNamespaces(connection);
  }

  async #rejects({ jobId, out }: { jobId: string; out?: string }): Promise<EngineResults['rejects']> {
    this.#store.get(jobId);
    const path = out ?? this.#rejectsPath(jobId);
    if (!JobJournal.exists(this.#store.journalPath(jobId))) throw new SluiceError('journal-gone', { jobId });
    using journal = this.#store.openJournal(jobId);
    return { path, count: await renderRejects(journal, path) };
  }

  /** An import with rejects ends with their file beside the journal. */
  async #renderRejects(jobId: string, progress: ProgressAggregator): Promise<Pick<JobRecord, 'rejectsFile'>> {
    if (progress.counts.rejected === 0) return {};
    try {
      return { rejectsFile: (await this.#rejects({ jobId })).path };
    } catch (error) {
      this.#log.error(
        { job: jobId, err: error },
        'the rejects file could not be written; the journal still has them',
      );
      return {};
    }
  }

  #rejectsPath(jobId: string): string {
    return join(this.#folders.journal, 'jobs', `${jobId}.rejects.jsonl`);
  }

  #resultOf(record: JobRecord): JobResult {
    const { bytes, seconds, sha256, rejectsFile, warnings } = record;
    return {
      ...summaryOf(this.#store)(record),
      bytes,
      seconds: Math.round(seconds * 1000) / 1000,
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(rejectsFile === undefined ? {} : { rejectsFile }),
      warnings,
      ...keptIds({ store: this.#store, jobId: record.jobId }),
    };
  }

  #emit<E extends EngineEventName>(event: E, data: EngineEvents[E]): void {
    for (const listener of this.#listeners[event]) listener(data);
  }

  async close(): Promise<void> {
    for (const { controller } of this.#running.values()) controller.abort();
    await Promise.allSettled([...this.#running.values()].map(({ ended }) => ended));
    const server = await this.#localServer?.catch(() => undefined);
    await server?.release();
    this.#store.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** The counts of an import stay when it is undone; the undo's own are added. */
function mergeCounts(record: JobRecord, progress: ProgressAggregator): JobRecord['counts'] {
  const { counts } = progress;
  if (record.operation !== 'undo') return counts;
  return { ...record.counts, deleted: counts.deleted, restored: counts.restored, kept: counts.kept };
}

function withoutPassword<R extends ImportRequest | ExportRequest>(request: R): R {
  const { uri, ...target } = request.target;
  return { ...request, target: uri === undefined ? target : { ...target, uri: redactedUri(uri) } };
}

function summaryOf(store: JobStore): (record: JobRecord) => JobSummary {
  return (record) => {
    const { jobId, kind, state, operation, target, source, output, counts, createdAt, finishedAt, error } =
      record;
    const journal = store.journalPath(jobId);
    return {
      jobId,
      kind,
      state,
      operation,
      target,
      ...(source === undefined ? {} : { source }),
      ...(output === undefined ? {} : { output }),
      counts,
      createdAt,
      ...(finishedAt === undefined ? {} : { finishedAt }),
      ...(error === undefined ? {} : { error }),
      undoable:
        kind === 'import' &&
        undoableStates.includes(state) &&
        state !== 'undone' &&
        JobJournal.exists(journal),
    };
  };
}
