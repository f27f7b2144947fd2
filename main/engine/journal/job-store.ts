import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SluiceError } from '../api/errors.ts';
import type { JobListQuery } from '../api/job-list.ts';
import type { JobState } from '../api/jobs.ts';
import { type ProcessLock, tryLockExclusive } from '../files/process-lock.ts';
import { codeOf } from '../files/system-errors.ts';
import { journalError, openJournalDatabase, type SqliteDatabase } from './database.ts';
import { JobJournal } from './job-journal.ts';
import type { JobRecord } from './job-record.ts';
import { JobSearch, parseRecord } from './job-search.ts';
import { jobs0001 } from './migrations/jobs-0001.ts';
import { jobs0002 } from './migrations/jobs-0002.ts';
import { jobs0003 } from './migrations/jobs-0003.ts';
import { activeStates, checkTransition } from './states.ts';

/** What can be asked of a running job: to stop and keep what was written, to stop and take it back, to stop for now. */
export const wishes = ['cancel', 'cancel-and-undo', 'pause'] as const;
export type Wish = (typeof wishes)[number];

/** The journal's main file: every job there ever was. */
export class JobStore implements Disposable {
  readonly #folder: string;
  readonly #path: string;
  readonly #database: SqliteDatabase;
  readonly #search: JobSearch;
  /** Bytes of the journals of all jobs, while many jobs are asked about at once. */
  #sizes: ReadonlyMap<string, number> | undefined;
  /** Ends of jobs that could not be written down yet. */
  readonly #unsaved = new Map<string, JobRecord>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, 'jobs.sqlite');
    this.#database = openJournalDatabase(this.#path, [jobs0001, jobs0002, jobs0003]);
    this.#search = new JobSearch(this.#database);
  }

  insert(job: JobRecord): void {
    try {
      this.#database
        .prepare('INSERT INTO jobs (job_id, kind, state, created_at, record) VALUES (?, ?, ?, ?, ?)')
        .run(job.jobId, job.kind, job.state, job.createdAt, JSON.stringify(job));
    } catch (error) {
      throw journalError(error, this.#path);
    }
  }

  /** Throws `job-not-found`. */
  get(jobId: string): JobRecord {
    const unsaved = this.#unsaved.get(jobId);
    if (unsaved) return unsaved;
    const row = this.#database
      .prepare<[string], { record: string }>('SELECT record FROM jobs WHERE job_id = ?')
      .get(jobId);
    if (!row) throw new SluiceError('job-not-found', { jobId });
    return parseRecord(row.record);
  }

  /** Whether nothing can go on with the job any more; true for one that is not known. */
  isOver(jobId: string): boolean {
    const row = this.#database
      .prepare<[string], { state: JobState }>('SELECT state FROM jobs WHERE job_id = ?')
      .get(jobId);
    return row === undefined || row.state === 'completed' || row.state === 'undone';
  }

  /** Newest first. */
  list(): JobRecord[] {
    return this.find({}).records;
  }

  /** The jobs that fit, newest first, and how many more there are. */
  find(query: JobListQuery): { readonly records: JobRecord[]; readonly more: number } {
    const { records, more } = this.#search.find(query);
    return { records: records.map((record) => this.#unsaved.get(record.jobId) ?? record), more };
  }

  /** Changes a job; a new state must be one that the table of transitions allows. */
  update(jobId: string, change: Partial<Omit<JobRecord, 'jobId' | 'kind'>>): JobRecord {
    const run = this.#database.transaction(() => {
      const after = changed(this.get(jobId), change);
      this.#save(after);
      return after;
    });
    try {
      const after = run.immediate();
      this.#unsaved.delete(jobId);
      return after;
    } catch (error) {
      throw journalError(error, this.#path);
    }
  }

  /**
   * Writes down how a job ended. Where that cannot be done, on a full disk, this process knows it all the same and tries
   * again later; another one finds the job without an owner, which makes it interrupted.
   */
  conclude(jobId: string, change: Partial<Omit<JobRecord, 'jobId' | 'kind'>>): JobRecord {
    try {
      return this.update(jobId, change);
    } catch (error) {
      if (error instanceof SluiceError && error.code === 'job-state') throw error;
      const after = changed(this.get(jobId), change);
      this.#unsaved.set(jobId, after);
      return after;
    }
  }

  /** Tries once more to write down what could not be written. */
  saveConcluded(): void {
    for (const [jobId, record] of this.#unsaved) {
      try {
        this.#save(record);
        this.#unsaved.delete(jobId);
      } catch {
        return;
      }
    }
  }

  #save(record: JobRecord): void {
    this.#database
      .prepare('UPDATE jobs SET state = ?, record = ? WHERE job_id = ?')
      .run(record.state, JSON.stringify(record), record.jobId);
  }

  /** Leaves a wish for the process that owns the job. */
  wish(jobId: string, wish: Wish): void {
    this.#database.prepare('INSERT OR REPLACE INTO control (job_id, wish) VALUES (?, ?)').run(jobId, wish);
  }

  /** Takes the wish that was left for a job of this process. */
  takeWish(jobId: string): Wish | undefined {
    const row = this.#database
      .prepare<[string], { wish: Wish }>('DELETE FROM control WHERE job_id = ? RETURNING wish')
      .get(jobId);
    return row?.wish;
  }

  /** The right to work on a job; it ends with this process. Throws `job-busy` when another process has it. */
  own(jobId: string): ProcessLock {
    const lock = this.tryToOwn(jobId);
    if (!lock) throw new SluiceError('job-busy', { jobId });
    return lock;
  }

  /** The same; undefined when another process has it. */
  tryToOwn(jobId: string): ProcessLock | undefined {
    return tryLockExclusive(this.#ownerFile(jobId));
  }

  /** Marks the jobs whose owner died as interrupted; returns their ids. A job with a living owner is left alone. */
  markInterrupted(): string[] {
    this.saveConcluded();
    const states = activeStates.map(() => '?').join(', ');
    const rows = this.#database
      .prepare<JobState[], { job_id: string }>(`SELECT job_id FROM jobs WHERE state IN (${states})`)
      .all(...activeStates);
    return rows.map(({ job_id }) => job_id).filter((jobId) => this.#interruptIfOrphaned(jobId));
  }

  #interruptIfOrphaned(jobId: string): boolean {
    using lock = tryLockExclusive(this.#ownerFile(jobId));
    if (!lock) return false;
    // Its owner may have finished it between the listing and the lock.
    const record = this.get(jobId);
    if (!activeStates.includes(record.state)) return false;
    this.conclude(jobId, {
      state: 'interrupted',
      finishedAt: new Date().toISOString(),
      ...this.#countsSoFar(record),
    });
    return true;
  }

  /** What the batches of an import say, where its owner did not live to sum them up. */
  #countsSoFar({ jobId, operation, counts }: JobRecord): Pick<JobRecord, 'counts' | 'bytes'> | undefined {
    if (operation !== 'import' || !JobJournal.exists(this.journalPath(jobId))) return undefined;
    try {
      using journal = this.openJournal(jobId);
      const { bytes, ...sums } = journal.sums();
      return { counts: { ...counts, ...sums }, bytes };
    } catch {
      return undefined; // The counts of its last moment do for a job whose journal cannot be opened now.
    }
  }

  /** The batches of one job. */
  openJournal(jobId: string): JobJournal {
    return new JobJournal(this.journalPath(jobId));
  }

  journalPath(jobId: string): string {
    return join(this.#folder, 'jobs', `${jobId}.sqlite`);
  }

  /** Where a dry run or a verify keeps what it found. */
  findingsPath(jobId: string): string {
    return join(this.#folder, 'jobs', `${jobId}.findings.sqlite`);
  }

  /** Forgets how to undo a job, and frees the space of that. */
  prune(jobId: string): void {
    for (const path of this.#journalFiles(jobId)) rmSync(path, { force: true });
  }

  /** The jobs that keep something that undo or a look at a check needs. */
  keptJobs(): JobRecord[] {
    const record = this.#database.prepare<[string], { record: string }>(
      'SELECT record FROM jobs WHERE job_id = ?',
    );
    return [...journalSizes(join(this.#folder, 'jobs')).keys()].flatMap((jobId) => {
      const row = record.get(jobId);
      return row ? [parseRecord(row.record)] : [];
    });
  }

  /** Bytes that the journal of one job takes on disk. */
  journalBytes(jobId: string): number {
    if (this.#sizes) return this.#sizes.get(jobId) ?? 0;
    return this.#journalFiles(jobId).reduce((sum, path) => sum + sizeOf(path), 0);
  }

  /**
   * For asking `journalBytes` of thousands of jobs: their folder is read once, where looking for the six files that each
   * job may have takes as long as everything else that is said of it.
   */
  askingOfMany<T>(ask: () => T): T {
    this.#sizes = journalSizes(join(this.#folder, 'jobs'));
    try {
      return ask();
    } finally {
      this.#sizes = undefined;
    }
  }

  /** Bytes that all journals take on disk. */
  allJournalBytes(): number {
    return [...journalSizes(join(this.#folder, 'jobs')).values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  #journalFiles(jobId: string): string[] {
    return [this.journalPath(jobId), this.findingsPath(jobId)].flatMap((path) =>
      ['', '-wal', '-shm'].map((suffix) => path + suffix),
    );
  }

  #ownerFile(jobId: string): string {
    return join(this.#folder, 'owners', `${jobId}.lock`);
  }

  close(): void {
    this.saveConcluded();
    this.#database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function changed(before: JobRecord, change: Partial<Omit<JobRecord, 'jobId' | 'kind'>>): JobRecord {
  if (change.state !== undefined && change.state !== before.state)
    checkTransition(before.jobId, before.state, change.state);
  return { ...before, ...change };
}

/** The files of `JobStore.#journalFiles`; the id of a job has no dot. */
const journalFile = /^([^.]+)(?:\.findings)?\.sqlite(?:-wal|-shm)?$/;

/** Bytes by job of all journals in a folder. */
function journalSizes(folder: string): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const name of namesIn(folder)) {
    const jobId = journalFile.exec(name)?.[1];
    if (jobId !== undefined) sizes.set(jobId, (sizes.get(jobId) ?? 0) + sizeOf(join(folder, name)));
  }
  return sizes;
}

/** Bytes; 0 for a file that is not there. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // Made with the first journal.
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

const idLetters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A job id: the time, so that ids sort and say when, and five letters against coincidence: 20260131-142536-k3f9q. */
export function newJobId(now: Date): string {
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const letters = Array.from(randomBytes(5), (byte) => idLetters.charAt(byte % idLetters.length));
  return `${time}-${letters.join('')}`;
}
