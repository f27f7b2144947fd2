import type { SqliteDatabase } from '../database.ts';

/**
 * Several files in one job: batches and rejects say which. Choices for single records and what a dry run had seen, the
 * keys of the files where the collection is to hold nothing else, and batches that remove what it holds besides
 * (their source is -1).
 */
export function batches0003(database: SqliteDatabase): void {
  database.exec(`
    ALTER TABLE batches ADD COLUMN source INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE batches ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE rejects_of_sources (
      source INTEGER NOT NULL,
      record INTEGER NOT NULL,
      line INTEGER NOT NULL,
      byte_start INTEGER NOT NULL,
      byte_end INTEGER NOT NULL,
      code TEXT NOT NULL,
      message TEXT NOT NULL,
      field TEXT,
      raw TEXT,
      encoding TEXT,
      PRIMARY KEY (source, record)
    ) STRICT;
    INSERT INTO rejects_of_sources SELECT 0, * FROM rejects;
    DROP TABLE rejects;
    ALTER TABLE rejects_of_sources RENAME TO rejects;
    CREATE TABLE choices (
      source INTEGER NOT NULL,
      record INTEGER NOT NULL,
      choice TEXT NOT NULL,
      seen TEXT NOT NULL,
      PRIMARY KEY (source, record)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE foreseen (
      source INTEGER NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      class TEXT NOT NULL,
      PRIMARY KEY (source, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE plan_taken (done INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE changed_since (
      source INTEGER NOT NULL,
      record INTEGER NOT NULL,
      id TEXT NOT NULL,
      PRIMARY KEY (source, record)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE file_keys (key BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
  `);
}
