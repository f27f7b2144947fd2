import type { SqliteDatabase } from '../database.ts';

/**
 * The batches of one job. A batch that had to be planned again is a further row with the number of the first one in
 * `repeats`; its records count as read in the first one only.
 */
export function batches0001(database: SqliteDatabase): void {
  database.exec(`
    CREATE TABLE batches (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      repeats INTEGER,
      state TEXT NOT NULL CHECK (state IN ('intended', 'acknowledged', 'applied', 'undone')),
      byte_start INTEGER NOT NULL,
      byte_end INTEGER NOT NULL,
      first_record INTEGER NOT NULL,
      read INTEGER NOT NULL,
      prefix_checksum TEXT NOT NULL,
      plan BLOB NOT NULL,
      outcomes BLOB,
      inserted INTEGER NOT NULL DEFAULT 0,
      updated INTEGER NOT NULL DEFAULT 0,
      unchanged INTEGER NOT NULL DEFAULT 0,
      skipped INTEGER NOT NULL DEFAULT 0,
      rejected INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX batches_by_state ON batches (state);
    CREATE TABLE before_images (
      seq INTEGER NOT NULL,
      chunk INTEGER NOT NULL,
      zstd BLOB NOT NULL,
      PRIMARY KEY (seq, chunk)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE rejects (
      record INTEGER PRIMARY KEY,
      line INTEGER NOT NULL,
      byte_start INTEGER NOT NULL,
      byte_end INTEGER NOT NULL,
      code TEXT NOT NULL,
      message TEXT NOT NULL,
      field TEXT,
      raw TEXT,
      encoding TEXT
    ) STRICT;
    CREATE TABLE kept (
      id TEXT PRIMARY KEY
    ) STRICT, WITHOUT ROWID;
  `);
}
