import type { Reject, RejectCode } from '../api/jobs.ts';
import type { SqliteDatabase } from './database.ts';

interface Row {
  source: number;
  record: number;
  line: number;
  byte_start: number;
  byte_end: number;
  code: RejectCode;
  message: string;
  field: string | null;
  raw: string | null;
  encoding: 'base64' | null;
}

/** The rejects of a job. */
export class RejectTable {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** A record is rejected once, however often its batch is repeated. */
  insert(reject: Reject): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO rejects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        reject.source ?? 0,
        reject.record,
        reject.line,
        reject.byteStart,
        reject.byteEnd,
        reject.code,
        reject.message,
        reject.field ?? null,
        reject.raw ?? null,
        reject.encoding ?? null,
      );
  }

  /** By file and record number, one in memory at a time. */
  *all(): Generator<Reject> {
    const statement = this.#database.prepare<[], Row>('SELECT * FROM rejects ORDER BY source, record');
    for (const row of statement.iterate()) yield toReject(row);
  }
}

function toReject(row: Row): Reject {
  return {
    ...(row.source === 0 ? {} : { source: row.source }),
    record: row.record,
    line: row.line,
    byteStart: row.byte_start,
    byteEnd: row.byte_end,
    code: row.code,
    message: row.message,
    ...(row.field === null ? {} : { field: row.field }),
    ...(row.raw === null ? {} : { raw: row.raw }),
    ...(row.encoding === null ? {} : { encoding: row.encoding }),
  };
}
