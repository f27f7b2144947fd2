import type { SqliteDatabase } from '../database.ts';

/** What a dry run or a verify found: records worth telling one by one, and how all records were seen, in runs. */
export function findings0001(database: SqliteDatabase): void {
  database.exec(`
    CREATE TABLE findings (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      class TEXT NOT NULL,
      source INTEGER,
      record INTEGER,
      line INTEGER,
      id TEXT NOT NULL,
      seen TEXT,
      choice TEXT,
      differences TEXT
    ) STRICT;
    CREATE TABLE runs (
      source INTEGER NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      class TEXT NOT NULL,
      PRIMARY KEY (source, first)
    ) STRICT, WITHOUT ROWID;
  `);
}
