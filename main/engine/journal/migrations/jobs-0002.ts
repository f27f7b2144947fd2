import type { SqliteDatabase } from '../database.ts';

/** What one process asks of a job that another one owns. */
export function jobs0002(database: SqliteDatabase): void {
  database.exec('CREATE TABLE control (job_id TEXT PRIMARY KEY, wish TEXT NOT NULL) STRICT, WITHOUT ROWID;');
}
