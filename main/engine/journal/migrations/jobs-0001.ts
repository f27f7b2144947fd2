import type { SqliteDatabase } from '../database.ts';

/** The jobs. What is searched by has a column; the rest is one JSON text. */
export function jobs0001(database: SqliteDatabase): void {
  database.exec(`
    CREATE TABLE jobs (
      job_id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      state TEXT NOT NULL,
      created_at TEXT NOT NULL,
      record TEXT NOT NULL
    ) STRICT;
    CREATE INDEX jobs_by_time ON jobs (created_at DESC, job_id DESC);
    CREATE INDEX jobs_by_state ON jobs (state);
  `);
}
