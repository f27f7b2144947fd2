/**
 * What a dry run foresaw and what was chosen for single records, kept in the journal of the import that follows it, so
 * that a resumed import decides as it began.
 */
import type { RecordChoice } from '../api/requests.ts';
import type { SqliteDatabase } from './database.ts';

/** What a dry run saw of a record. `duplicate`: an earlier record of the files has its key. */
export const foreseenClasses = ['new', 'identical', 'differing', 'duplicate', 'invalid'] as const;
export type ForeseenClass = (typeof foreseenClasses)[number];

/** Records that follow one another and were seen alike. */
export interface ForeseenRun {
  readonly source: number;
  readonly first: number;
  readonly last: number;
  readonly class: ForeseenClass;
}

export interface ChosenRecord {
  readonly source: number;
  readonly record: number;
  readonly choice: RecordChoice;
  /** XXH64, hex, of the document that the choice was made for. */
  readonly seen: string;
}

/** What is known of the records of a batch. */
export interface Foresight {
  classOf(record: number): ForeseenClass | undefined;
  choiceOf(record: number): Pick<ChosenRecord, 'choice' | 'seen'> | undefined;
}

export class Choices {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** Takes a whole plan over, once: a second call, after a crash, finds it done. Throws what reading the plan throws. */
  async take(lines: AsyncIterable<ForeseenRun | ChosenRecord>): Promise<void> {
    if (this.isTaken()) return;
    const run = this.#database.prepare('INSERT OR REPLACE INTO foreseen VALUES (?, ?, ?, ?)');
    const choice = this.#database.prepare('INSERT OR REPLACE INTO choices VALUES (?, ?, ?, ?)');
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for await (const line of lines) {
        if ('class' in line) run.run(line.source, line.first, line.last, line.class);
        else choice.run(line.source, line.record, line.choice, line.seen);
      }
      this.#database.exec('INSERT INTO plan_taken VALUES (1); COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  isTaken(): boolean {
    return this.#database.prepare('SELECT done FROM plan_taken').get() !== undefined;
  }

  /** What is known of the records `first` to `last` of a file. */
  of(source: number, first: number, last: number): Foresight {
    const runs = this.#database
      .prepare<[number, number, number], ForeseenRun>(
        'SELECT * FROM foreseen WHERE source = ? AND first <= ? AND last >= ? ORDER BY first',
      )
      .all(source, last, first);
    const rows = this.#database
      .prepare<[number, number, number], ChosenRecord>(
        'SELECT * FROM choices WHERE source = ? AND record BETWEEN ? AND ?',
      )
      .all(source, first, last);
    const byRecord = new Map(rows.map((row) => [row.record, row]));
    return {
      classOf: (record) => runs.find((run) => run.first <= record && record <= run.last)?.class,
      choiceOf: (record) => byRecord.get(record),
    };
  }

  /** How many documents were not as the dry run had seen them, and the ids of the first ones. */
  changedSince(limit: number): { count: number; ids: string[] } {
    const count =
      this.#database.prepare<[], { n: number }>('SELECT count(*) AS n FROM changed_since').get()?.n ?? 0;
    const rows = this.#database
      .prepare<[number], { id: string }>('SELECT id FROM changed_since ORDER BY source, record LIMIT ?')
      .all(limit);
    return { count, ids: rows.map(({ id }) => id) };
  }
}
