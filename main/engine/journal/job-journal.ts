/**
 * The journal of one job: each batch is committed here as `intended` before the database is touched, so whatever a
 * crash leaves in the collection, this file knows what it was and how to take it back.
 */
import { existsSync } from 'node:fs';
import type { Reject } from '../api/jobs.ts';
import { BeforeImages, type PackedImages } from './before-images.ts';
import { journalError, openJournalDatabase, type SqliteDatabase, type SqliteStatement } from './database.ts';
import { batches0001 } from './migrations/batches-0001.ts';
import { batches0002 } from './migrations/batches-0002.ts';
import { batches0003 } from './migrations/batches-0003.ts';
import { Choices } from './choices.ts';
import { GroupCommit } from './group-commit.ts';
import { type Pending, readPending } from './pending.ts';
import { RejectTable } from './reject-table.ts';
import {
  packInserts,
  packPlan,
  type PlannedBatch,
  type PlannedInserts,
  unpackPlan,
} from './planned-batch.ts';

/** Ends of batches that wait for the next commit at most. */
const maxNoted = 8;

export type BatchState = 'intended' | 'acknowledged' | 'applied' | 'undone';

/** How each entry of a batch ended: 0 not known, 1 done, 2 planned again in a later row, 3 refused by the database. */
export const outcomeCode = { unknown: 0, done: 1, again: 2, refused: 3 } as const;

export interface BatchCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly rejected: number;
  readonly removed: number;
}

/** The `source` of batches that remove what the files do not hold. */
export const removingSource = -1;

/** Where a batch stands in its source. */
export interface BatchRange {
  /** Index of the file, from 0, or `removingSource`. */
  readonly source: number;
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly firstRecord: number;
  /** Records read; 0 for a repetition. */
  readonly read: number;
  readonly prefixChecksum: string;
  /** The batch whose records these are again. */
  readonly repeats?: number;
}

/** A batch whose work was taken back. */
export interface TakenBack {
  readonly seq: number;
  readonly deleted: number;
  readonly restored: number;
  /** Ids that are as they were before the job. Only asked for where ids were kept by an earlier undo. */
  readonly settled: () => readonly string[];
  /** Ids that somebody changed since. */
  readonly kept: ReadonlySet<string>;
}

export interface JournaledBatch extends PlannedBatch {
  readonly seq: number;
  readonly state: BatchState;
  readonly outcomes: Uint8Array | undefined;
}

export interface Acknowledgement {
  readonly counts: BatchCounts;
  readonly outcomes: Uint8Array;
  readonly rejects: readonly Reject[];
}

interface BatchRow {
  seq: number;
  state: BatchState;
  plan: Buffer;
  outcomes: Buffer | null;
}

export class JobJournal implements Disposable {
  readonly #path: string;
  readonly #database: SqliteDatabase;
  /** What a dry run foresaw, and what was chosen. */
  readonly choices: Choices;
  readonly #images: BeforeImages;
  readonly #rejects: RejectTable;
  readonly #insert: SqliteStatement;
  readonly #insertKey: SqliteStatement;
  readonly #insertSurprise: SqliteStatement;
  readonly #end: SqliteStatement;
  readonly #intents = new GroupCommit<number>((works) =>
    this.#transaction(() => works.map((work) => work())),
  );
  #noted: (() => void)[] = [];

  constructor(path: string) {
    this.#path = path;
    this.#database = openJournalDatabase(path, [batches0001, batches0002, batches0003]);
    this.#insert = this.#database.prepare(
      `INSERT INTO batches (source, repeats, state, byte_start, byte_end, first_record, read, prefix_checksum, plan)
       VALUES (?, ?, 'intended', ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertKey = this.#database.prepare('INSERT OR IGNORE INTO file_keys VALUES (?)');
    this.#insertSurprise = this.#database.prepare('INSERT OR IGNORE INTO changed_since VALUES (?, ?, ?)');
    this.#end = this.#database.prepare(
      `UPDATE batches SET state = 'acknowledged', outcomes = ?, inserted = ?, updated = ?, unchanged = ?, skipped = ?,
       rejected = ?, removed = ? WHERE seq = ? AND state = 'intended'`,
    );
    this.choices = new Choices(this.#database);
    this.#images = new BeforeImages(this.#database);
    this.#rejects = new RejectTable(this.#database);
  }

  static exists(path: string): boolean {
    return existsSync(path);
  }

  /**
   * Commits what a batch is going to do; comes back with its number when that is on the disk. Batches that ask at the same
   * time share a commit.
   * @param images the plan's before-images, packed
   * @param fileKeys keys of the batch's records, where the collection is to hold nothing else in the end
   */
  intend(
    range: BatchRange,
    plan: PlannedBatch,
    images: PackedImages,
    fileKeys: readonly Uint8Array[] = [],
  ): Promise<number> {
    return this.#intents.add(() => {
      const seq = this.#insertBatch(range, packPlan(plan));
      this.#images.insert(seq, images);
      fileKeys.forEach((bytes) => this.#insertKey.run(bytes));
      plan.changedSince?.forEach(({ record, id }) => this.#insertSurprise.run(range.source, record, id));
      return seq;
    });
  }

  /** The same for a batch whose records are all inserted. */
  intendInserts(range: BatchRange, inserts: PlannedInserts): Promise<number> {
    return this.#intents.add(() => this.#insertBatch(range, packInserts(inserts)));
  }

  /** Says of keys whether a record of the files has them; only where `intend` was told. */
  hasFileKey(): (key: Uint8Array) => boolean {
    const statement = this.#database.prepare<[Uint8Array]>('SELECT 1 FROM file_keys WHERE key = ?');
    return (key) => statement.get(key) !== undefined;
  }

  /**
   * Notes how a batch ended, once nothing of it is left to be planned again. It is committed with the next thing that is:
   * a crash before that leaves the batch `intended`, and repeating it finds it done.
   */
  acknowledge(seq: number, end: Acknowledgement): void {
    this.#noted.push(() => {
      const { inserted, updated, unchanged, skipped, rejected, removed } = end.counts;
      const counts = [inserted, updated, unchanged, skipped, rejected, removed];
      this.#end.run(end.outcomes, ...counts, seq);
      end.rejects.forEach((reject) => this.#rejects.insert(reject));
    });
    if (this.#noted.length >= maxNoted) this.#commitNoted();
  }

  /** Commits what is only noted so far. */
  #commitNoted(): void {
    if (this.#noted.length > 0) this.#transaction(() => {});
  }

  /** Marks batches as safe on the server's disk, with all repetitions that grew out of them. */
  apply(seqs: readonly number[]): void {
    if (seqs.length === 0) return;
    const statement = this.#database.prepare(
      `WITH RECURSIVE tree (seq) AS (SELECT ? UNION ALL SELECT batches.seq FROM batches JOIN tree ON batches.repeats = tree.seq)
       UPDATE batches SET state = 'applied' WHERE seq IN tree AND state = 'acknowledged'`,
    );
    this.#transaction(() => seqs.forEach((seq) => statement.run(seq)));
  }

  /**
   * Batches were taken back, and that is safe on the server, but for the documents that somebody changed since. An id that
   * is settled is kept no more.
   */
  markUndone(batches: readonly TakenBack[]): void {
    const mark = this.#database.prepare(
      `UPDATE batches SET state = 'undone', deleted = deleted + ?, restored = restored + ? WHERE seq = ?`,
    );
    const forget = this.#database.prepare('DELETE FROM kept WHERE id = ?');
    const keep = this.#database.prepare('INSERT OR IGNORE INTO kept (id) VALUES (?)');
    this.#transaction(() => {
      for (const { seq, deleted, restored, settled, kept } of batches) {
        mark.run(deleted, restored, seq);
        if (this.hasKept()) settled().forEach((id) => forget.run(id));
        kept.forEach((id) => keep.run(id));
      }
    });
  }

  /** What undoing has done so far. */
  undone(): { deleted: number; restored: number; kept: number } {
    const row = this.#database
      .prepare<[], { deleted: number; restored: number }>(
        'SELECT coalesce(sum(deleted), 0) AS deleted, coalesce(sum(restored), 0) AS restored FROM batches',
      )
      .get();
    return { deleted: 0, restored: 0, ...row, kept: this.countKept() };
  }

  countKept(): number {
    return this.#database.prepare<[], { n: number }>('SELECT count(*) AS n FROM kept').get()?.n ?? 0;
  }

  hasKept(): boolean {
    return this.#database.prepare('SELECT 1 FROM kept LIMIT 1').get() !== undefined;
  }

  /** All kept ids, one in memory at a time; the journal cannot be used for anything else until they have been looked at. */
  *eachKept(): Generator<string> {
    for (const { id } of this.#database.prepare<[], { id: string }>('SELECT id FROM kept').iterate())
      yield id;
  }

  kept(limit: number): string[] {
    return this.#database
      .prepare<[number], { id: string }>('SELECT id FROM kept ORDER BY id LIMIT ?')
      .all(limit)
      .map(({ id }) => id);
  }

  /** The batches newest first, one in memory at a time; with `undone` also those that were taken back already. */
  *newestFirst(options: { undone: boolean }): Generator<JournaledBatch> {
    this.#commitNoted();
    const next = this.#database.prepare<[number], BatchRow>(
      `SELECT seq, state, plan, outcomes FROM batches WHERE seq < ? ${options.undone ? '' : "AND state <> 'undone'"} ORDER BY seq DESC LIMIT 1`,
    );
    for (let row = next.get(Number.MAX_SAFE_INTEGER); row; row = next.get(row.seq)) yield this.#toBatch(row);
  }

  /** The batch with that number. */
  batch(seq: number): JournaledBatch | undefined {
    this.#commitNoted();
    const row = this.#database
      .prepare<[number], BatchRow>('SELECT seq, state, plan, outcomes FROM batches WHERE seq = ?')
      .get(seq);
    return row && this.#toBatch(row);
  }

  /** The highest number of a batch; 0 when there is none. */
  lastBatch(): number {
    return (
      this.#database.prepare<[], { n: number | null }>('SELECT max(seq) AS n FROM batches').get()?.n ?? 0
    );
  }

  #toBatch(row: BatchRow): JournaledBatch {
    const plan = unpackPlan(row.plan, this.#images.read(row.seq));
    return { ...plan, seq: row.seq, state: row.state, outcomes: row.outcomes ?? undefined };
  }

  /** What is still to be done, for a run that goes on where another one ended. */
  pending(): Pending {
    this.#commitNoted();
    const plan = this.#database.prepare<[number], { plan: Buffer }>('SELECT plan FROM batches WHERE seq = ?');
    return readPending(this.#database, (seq) => {
      const row = plan.get(seq);
      if (!row) throw new RangeError(`the journal has no batch ${seq}`);
      return unpackPlan(row.plan, this.#images.read(seq));
    });
  }

  /** A batch is about to be written once more: how it ended is not known again. */
  reopen(seq: number): void {
    this.#transaction(() =>
      this.#database.prepare(`UPDATE batches SET state = 'intended', outcomes = NULL WHERE seq = ?`).run(seq),
    );
  }

  countBatches(): number {
    return this.#database.prepare<[], { n: number }>('SELECT count(*) AS n FROM batches').get()?.n ?? 0;
  }

  /**
   * What the batches have done together: all that ended, or only those that are safe on the server.
   * `bytes` is how much of the source they cover.
   */
  sums(which: 'ended' | 'applied' = 'ended'): BatchCounts & { read: number; bytes: number } {
    this.#commitNoted();
    const row = this.#database
      .prepare<[number], BatchCounts & { read: number; bytes: number }>(
        `SELECT coalesce(sum(read), 0) AS read, coalesce(sum(inserted), 0) AS inserted, coalesce(sum(updated), 0) AS updated,
         coalesce(sum(unchanged), 0) AS unchanged, coalesce(sum(skipped), 0) AS skipped,
         coalesce(sum(rejected), 0) AS rejected, coalesce(sum(removed), 0) AS removed,
         coalesce(sum(CASE WHEN repeats IS NULL THEN byte_end - byte_start END), 0) AS bytes FROM batches
         WHERE outcomes IS NOT NULL AND (state = 'applied' OR ?)`,
      )
      .get(which === 'ended' ? 1 : 0);
    return (
      row ?? { read: 0, inserted: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0, removed: 0, bytes: 0 }
    );
  }

  /** The rejects by file and record number, one in memory at a time. */
  *rejects(): Generator<Reject> {
    this.#commitNoted();
    yield* this.#rejects.all();
  }

  #insertBatch(range: BatchRange, plan: Uint8Array): number {
    const { lastInsertRowid } = this.#insert.run(
      range.source,
      range.repeats ?? null,
      range.byteStart,
      range.byteEnd,
      range.firstRecord,
      range.read,
      range.prefixChecksum,
      plan,
    );
    return Number(lastInsertRowid);
  }

  #transaction<T>(work: () => T): T {
    const noted = this.#noted;
    try {
      const all = this.#database.transaction(() => {
        noted.forEach((write) => write());
        return work();
      });
      const result = all.immediate();
      this.#noted = [];
      return result;
    } catch (error) {
      throw journalError(error, this.#path);
    }
  }

  /** What is only noted may be lost, as in a crash: a disk that is full must not hide why the job ended. */
  close(): void {
    try {
      this.#intents.flush();
      this.#commitNoted();
    } catch {
      // Repeating the batches finds them done.
    } finally {
      this.#database.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
