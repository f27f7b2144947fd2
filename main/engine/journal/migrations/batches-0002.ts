import type { SqliteDatabase } from '../database.ts';

/** What taking a batch back did, so that an undo that is stopped and gone on with counts it once; repetitions by what they repeat. */
export function batches0002(database: SqliteDatabase): void {
  database.exec(`
    ALTER TABLE batches ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE batches ADD COLUMN restored INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX batches_by_repeats ON batches (repeats) WHERE repeats IS NOT NULL;
  `);
}
