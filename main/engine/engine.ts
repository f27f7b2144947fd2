/** The engine: takes requests, runs jobs, keeps the journal. The same object serves the window, the terminal and tests. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import createXxhash from 'xxhash-wasm';
import { check } from './api/check.ts';
import { SluiceError } from './api/errors.ts';
import type { JobListQuery } from './api/job-list.ts';
import type { JobResult } from './api/jobs.ts';
import {
  type EngineApi,
  type EngineEventName,
  type EngineEvents,
  type EngineMethod,
  type EngineParams,
  engineParams,
  type EngineResults,
} from './api/protocol.ts';
import type { RecordChoice, ResumeRequest, UndoRequest } from './api/requests.ts';
import { readEngineSettings, withTempFolder } from './files/engine-settings.ts';
import { homeFolders, type HomeFolders } from './files/home.ts';
import { removeJobFolders, removeLeftovers } from './files/temp-scope.ts';
import { browseMethods } from './jobs/browse/methods.ts';
import { exportCollection } from './jobs/export.ts';
import { dryRun } from './jobs/dry-run.ts';
import { forgetOldUndo } from './jobs/forget-old-undo.ts';
import { importOrUndo } from './jobs/import-or-undo.ts';
import { inspectFile } from './jobs/inspect.ts';
import type { JobContext } from './jobs/job-context.ts';
import { jobReport, writeText } from './jobs/job-report.ts';
import { JobRunner } from './jobs/job-runner.ts';
import { checkIsImport, type JobRequest, newJob } from './jobs/new-job.ts';
import { type Log, silentLog } from './jobs/log.ts';
import { newerJobsTouching } from './jobs/newer-jobs.ts';
import { renderRejects } from './jobs/rejects-file.ts';
import { hasUndo, isForgotten, listJobs, resultOf, summaryOf } from './jobs/report.ts';
import type { OnStep } from './jobs/steps.ts';
import { undoImport } from './jobs/undo.ts';
import { verifyFiles } from './jobs/verify.ts';
import { writePlan } from './jobs/write-plan.ts';
import { Findings } from './journal/findings.ts';
import { JobJournal } from './journal/job-journal.ts';
import { JobStore } from './journal/job-store.ts';
import { activeStates, resumableStates, undoableStates } from './journal/states.ts';
import { type Connection, connect } from './mongo/connect.ts';
import { type LocalServer, openLocalServer } from './mongo/local-server.ts';
import { listNamespaces } from './mongo/namespaces.ts';
import type { HashBytes } from './workers/batch-builder.ts';

export interface EngineOptions {
  /** Folder of all state. */
  readonly home: string;
  readonly log?: Log;
  /** Streams for `-`; only the terminal has them. */
  readonly stdin?: NodeJS.ReadableStream;
  readonly stdout?: NodeJS.WritableStream;
  /** Told of each step that matters for crash safety; what it throws or does to the process is its own business. */
  readonly onStep?: OnStep;
}

export interface Engine extends EngineApi, AsyncDisposable {
  /** The end of a job that runs, or of one that ended already. */
  ended(jobId: string): Promise<JobResult>;
  /** Cancels what runs, waits for it, stops the local MongoDB if nobody else uses it. */
  close(): Promise<void>;
}

/** Opens the journal (jobs whose owner died become interrupted) and is ready for requests. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const home = homeFolders(options.home);
  const settings = readEngineSettings(home);
  const folders = withTempFolder(home, settings);
  const xxhash = await createXxhash();
  const store = new JobStore(folders.journal);
  const engine = new LocalEngine(options, folders, store, (bytes) => xxhash.h64Raw(bytes));
  store.markInterrupted();
  mkdirSync(home.temp, { recursive: true });
  // The folder may have been changed since.
  for (const temp of new Set([home.temp, folders.temp])) {
    removeLeftovers(temp);
    removeJobFolders(temp, (jobId) => store.isOver(jobId));
  }
  if (settings.journalDays !== null) {
    const forgotten = forgetOldUndo(store, settings.journalDays);
    if (forgotten.length > 0) options.log?.info({ jobs: forgotten }, 'freed what undo of old jobs needed');
  }
  return engine;
}

type Methods = { readonly [M in EngineMethod]: (params: never) => Promise<EngineResults[M]> };

class LocalEngine implements Engine {
  readonly #folders: HomeFolders;
  readonly #store: JobStore;
  readonly #runner: JobRunner;
  readonly #methods: Methods;
  readonly #listeners: { readonly [E in EngineEventName]: Set<(data: EngineEvents[E]) => void> } = {
    progress: new Set(),
    jobChanged: new Set(),
    jobEnded: new Set(),
    setUp: new Set(),
  };
  #localServer: Promise<LocalServer> | undefined;

  constructor(options: EngineOptions, folders: HomeFolders, store: JobStore, hash: HashBytes) {
    this.#folders = folders;
    this.#store = store;
    const { log = silentLog, stdin, stdout, onStep = () => {} } = options;
    this.#runner = new JobRunner({
      shared: { folders, store, log, hash, stdin, stdout, onStep, connect: (uri) => this.#connect(uri) },
      emit: (event, data) => this.#emit(event, data),
      renderRejects: async (jobId) => (await this.#rejects({ jobId })).path,
      undo: (jobId) => this.call('undo', { jobId }),
    });
    this.#methods = {
      inspect: ({ path }: { path: string }) => inspectFile(path),
      submit: (request: JobRequest) => this.#submit(request),
      undo: (request: UndoRequest) => this.#undo(request),
      resume: (request: ResumeRequest) => this.#resume(request),
      cancel: async ({ jobId, undo }: { jobId: string; undo: boolean }) => {
        this.#runner.stop(jobId, undo ? 'cancel-and-undo' : 'cancel');
        return { jobId };
      },
      pause: async ({ jobId }: { jobId: string }) => {
        this.#runner.stop(jobId, 'pause');
        return { jobId };
      },
      jobs: async (query: JobListQuery) => listJobs(store, query),
      journalSpace: async () => ({ bytes: store.allJournalBytes() }),
      job: async ({ jobId }: { jobId: string }) => resultOf(store, store.get(jobId)),
      namespaces: ({ uri }: { uri?: string }) => this.#namespaces(uri),
      rejects: (request: { jobId: string; out?: string }) => this.#rejects(request),
      findings: async ({ jobId, after, limit }: { jobId: string; after: number; limit: number }) => {
        using findings = this.#findings(jobId);
        return { total: findings.count(), findings: findings.page(after, limit) };
      },
      choose: async ({ jobId, choice, seqs }: { jobId: string; choice: RecordChoice; seqs?: number[] }) => {
        using findings = this.#findings(jobId);
        return { count: findings.choose(choice, seqs) };
      },
      writePlan: async ({ jobId, out, overwrite }: { jobId: string; out: string; overwrite: boolean }) => {
        using findings = this.#findings(jobId);
        return { path: out, count: await writePlan(store.get(jobId), findings, out, { overwrite }) };
      },
      again: (request: ResumeRequest) => this.#again(request),
      report: async ({ jobId, out }: { jobId: string; out?: string }) => {
        const text = jobReport(resultOf(store, store.get(jobId)));
        if (out !== undefined) await writeText(out, text);
        return { text };
      },
      ...browseMethods({ folders, connect: (uri) => this.#connect(uri) }),
      prune: async ({ jobIds }: { jobIds: string[] }) => ({
        bytes: jobIds.reduce((sum, jobId) => sum + this.#prune(jobId), 0),
      }),
    };
  }

  async call<M extends EngineMethod>(method: M, params: EngineParams<M>): Promise<EngineResults[M]> {
    const checked: unknown = check(engineParams[method], params);
    return this.#methods[method](checked as never); // The schema of each method is that of its handler.
  }

  on<E extends EngineEventName>(event: E, listener: (data: EngineEvents[E]) => void): () => void {
    const listeners = this.#listeners[event];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  ended(jobId: string): Promise<JobResult> {
    return this.#runner.ended(jobId);
  }

  async #submit(request: JobRequest): Promise<{ jobId: string }> {
    const record = newJob(request);
    this.#store.insert(record);
    this.#runner.start(record.jobId, async (job) => {
      job.update({ state: 'running' });
      if (request.kind === 'import') return importOrUndo(job, request);
      if (request.kind === 'export') await exportCollection(job, request);
      else if (request.kind === 'dry-run') await dryRun(job, request);
      else await verifyFiles(job, request);
      return { state: 'completed' };
    });
    return { jobId: record.jobId };
  }

  async #undo(request: UndoRequest): Promise<{ jobId: string }> {
    const record = this.#runner.own(request.jobId);
    const { jobId } = record;
    checkIsImport(record, undoableStates, 'undone');
    if (!hasUndo(record)) throw new SluiceError('undo-not-kept', { jobId });
    const newer = request.force ? [] : await newerJobsTouching(this.#store, record, this.#folders.temp);
    if (newer.length > 0 && !request.newer)
      throw new SluiceError('undo-newer-jobs', { jobId, newer: newer.join(', ') });
    this.#runner.start(jobId, async (job) => {
      job.update({ state: 'undoing', operation: 'undo' });
      for (const other of newer) await this.#undoFirst(job, other, request);
      await undoImport(job, record, request);
      return { state: 'undone' };
    });
    return { jobId };
  }

  /** Takes a newer job back, together with those that are newer than that, because another one waits for it. */
  async #undoFirst(job: JobContext, jobId: string, { uri, waitSeconds }: UndoRequest): Promise<void> {
    job.signal.throwIfAborted();
    if (this.#store.get(jobId).state === 'undone') return;
    await this.call('undo', { jobId, newer: true, waitSeconds, ...(uri === undefined ? {} : { uri }) });
    const stop = (): void => this.#runner.stop(jobId, 'cancel');
    job.signal.addEventListener('abort', stop);
    try {
      const { state, error } = await this.ended(jobId);
      job.signal.throwIfAborted();
      if (state !== 'undone')
        throw error
          ? SluiceError.fromReport(error)
          : new SluiceError('job-state', { jobId, state, action: 'undone' });
    } finally {
      job.signal.removeEventListener('abort', stop);
    }
  }

  /** Goes on with a job where its journal says: with its own work, or with an undo that was stopped. */
  async #resume({ jobId, uri }: ResumeRequest): Promise<{ jobId: string }> {
    const record = this.#runner.own(jobId);
    const { operation } = record;
    const request = checkIsImport(record, resumableStates, 'resumed');
    if (isForgotten(this.#store, record)) throw new SluiceError('journal-gone', { jobId });
    if (operation === 'undo') return this.call('undo', { jobId, ...(uri === undefined ? {} : { uri }) });
    const target = { ...request.target, ...(uri === undefined ? {} : { uri }) };
    this.#runner.start(jobId, async (job) => {
      job.update({ state: 'running', error: undefined, finishedAt: undefined });
      return importOrUndo(job, { ...request, target });
    });
    return { jobId };
  }

  /** The job's request, as a job of its own. What an export wrote before is replaced. */
  async #again({ jobId, uri, connection }: ResumeRequest): Promise<{ jobId: string }> {
    const { request } = this.#store.get(jobId);
    const target = {
      ...request.target,
      ...(uri === undefined ? {} : { uri }),
      ...(connection === undefined ? {} : { connection }),
    };
    if (request.kind === 'export') return this.#submit({ ...request, target, overwrite: true });
    return this.#submit({ ...request, target });
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
    const path = out ?? join(this.#folders.journal, 'jobs', `${jobId}.rejects.jsonl`);
    if (!JobJournal.exists(this.#store.journalPath(jobId))) throw new SluiceError('journal-gone', { jobId });
    using journal = this.#store.openJournal(jobId);
    return { path, count: await renderRejects(journal, path, this.#store.get(jobId).sources ?? []) };
  }

  #findings(jobId: string): Findings {
    this.#store.get(jobId);
    const path = this.#store.findingsPath(jobId);
    if (!Findings.exists(path)) throw new SluiceError('journal-gone', { jobId });
    return new Findings(path);
  }

  /** Gives the bytes that are free again. */
  #prune(jobId: string): number {
    const { state } = this.#runner.own(jobId);
    if (activeStates.includes(state)) throw new SluiceError('job-busy', { jobId });
    using lock = this.#store.own(jobId);
    const bytes = this.#store.journalBytes(jobId);
    this.#store.prune(jobId);
    this.#emit('jobChanged', summaryOf(this.#store, this.#store.get(jobId)));
    return lock ? bytes : 0;
  }

  #emit<E extends EngineEventName>(event: E, data: EngineEvents[E]): void {
    for (const listener of this.#listeners[event]) listener(data);
  }

  async close(): Promise<void> {
    await this.#runner.close();
    const server = await this.#localServer?.catch(() => undefined);
    await server?.release();
    this.#store.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
