/** What a dry run or a verify found, in a file of its own, so that the window can leaf through it and choose. */
import { existsSync } from 'node:fs';
import type { Differences, Finding, FindingClass } from '../api/findings.ts';
import type { RecordChoice } from '../api/requests.ts';
import type { ChosenRecord, ForeseenClass, ForeseenRun } from './choices.ts';
import { journalError, openJournalDatabase, type SqliteDatabase } from './database.ts';
import { findings0001 } from './migrations/findings-0001.ts';

interface FindingRow {
  seq: number;
  class: FindingClass;
  source: number | null;
  record: number | null;
  line: number | null;
  id: string;
  seen: string | null;
  choice: RecordChoice | null;
  differences: string | null;
}

export class Findings implements Disposable {
  readonly #path: string;
  readonly #database: SqliteDatabase;
  #run: { source: number; first: number; last: number; class: ForeseenClass } | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#database = openJournalDatabase(path, [findings0001]);
  }

  static exists(path: string): boolean {
    return existsSync(path);
  }

  /** Adds findings, and how the records `first` and on of a file were seen. Must be called in file order. */
  add(
    findings: readonly Omit<Finding, 'seq'>[],
    seen?: { readonly source: number; readonly first: number; readonly classes: readonly ForeseenClass[] },
  ): void {
    const insert = this.#database.prepare(
      `INSERT INTO findings (class, source, record, line, id, seen, choice, differences) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#transaction(() => {
      for (const { class: found, source, record, line, id, seen: hash, choice, differences } of findings) {
        const difference = differences === undefined ? null : JSON.stringify(differences);
        insert.run(
          found,
          source ?? null,
          record ?? null,
          line ?? null,
          id,
          hash ?? null,
          choice ?? null,
          difference,
        );
      }
      seen?.classes.forEach((found, i) => this.#see(seen.source, seen.first + i, found));
    });
  }

  /** The last run of records is complete. */
  finish(): void {
    this.#transaction(() => this.#endRun());
  }

  #see(source: number, record: number, found: ForeseenClass): void {
    const run = this.#run;
    if (run?.source === source && run.last + 1 === record && run.class === found) {
      run.last = record;
      return;
    }
    this.#endRun();
    this.#run = { source, first: record, last: record, class: found };
  }

  #endRun(): void {
    if (!this.#run) return;
    const { source, first, last, class: found } = this.#run;
    this.#database.prepare('INSERT INTO runs VALUES (?, ?, ?, ?)').run(source, first, last, found);
    this.#run = undefined;
  }

  count(): number {
    return this.#database.prepare<[], { n: number }>('SELECT count(*) AS n FROM findings').get()?.n ?? 0;
  }

  /** Findings behind number `after`, ascending. */
  page(after: number, limit: number): Finding[] {
    return this.#database
      .prepare<[number, number], FindingRow>('SELECT * FROM findings WHERE seq > ? ORDER BY seq LIMIT ?')
      .all(after, limit)
      .map(toFinding);
  }

  /** All findings, one in memory at a time. */
  *all(): Generator<Finding> {
    const rows = this.#database.prepare<[], FindingRow>('SELECT * FROM findings ORDER BY seq').iterate();
    for (const row of rows) yield toFinding(row);
  }

  runs(): IterableIterator<ForeseenRun> {
    return this.#database.prepare<[], ForeseenRun>('SELECT * FROM runs ORDER BY source, first').iterate();
  }

  /** What an import has to know of the dry run. */
  *foreseen(): Generator<ForeseenRun | ChosenRecord> {
    yield* this.runs();
    for (const { source, record, choice, seen } of this.all()) {
      if (source !== undefined && record !== undefined && choice !== undefined && seen !== undefined)
        yield { source, record, choice, seen };
    }
  }

  /** Sets what an import shall do with differing records; says how many there are. */
  choose(choice: RecordChoice, seqs: readonly number[] | undefined): number {
    const where = `class = 'differing'`;
    return this.#transaction(() => {
      if (seqs === undefined)
        return this.#database.prepare(`UPDATE findings SET choice = ? WHERE ${where}`).run(choice).changes;
      const one = this.#database.prepare(`UPDATE findings SET choice = ? WHERE ${where} AND seq = ?`);
      return seqs.reduce((sum, seq) => sum + one.run(choice, seq).changes, 0);
    });
  }

  #transaction<T>(work: () => T): T {
    try {
      return this.#database.transaction(work).immediate();
    } catch (error) {
      throw journalError(error, this.#path);
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function toFinding(row: FindingRow): Finding {
  return {
    seq: row.seq,
    class: row.class,
    ...(row.source === null ? {} : { source: row.source }),
    ...(row.record === null ? {} : { record: row.record }),
    ...(row.line === null ? {} : { line: row.line }),
    id: row.id,
    ...(row.seen === null ? {} : { seen: row.seen }),
    ...(row.choice === null ? {} : { choice: row.choice }),
    // Written by `add`.
    ...(row.differences === null ? {} : { differences: JSON.parse(row.differences) as Differences }),
  };
}
