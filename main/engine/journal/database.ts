import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { SluiceError } from '../api/errors.ts';

export type SqliteDatabase = Database.Database;

/** One step of a schema; its number is its place in the list, from 1. Never changed once released. */
export type Migration = (database: SqliteDatabase) => void;

/** Milliseconds that a statement waits for another process. */
const busyTimeout = 5000;

/**
 * Opens a journal file with what crash safety rests on (write-ahead log, every commit synced) and brings its schema
 * up to date. Throws when the file system does not give that.
 */
export function openJournalDatabase(path: string, migrations: readonly Migration[]): SqliteDatabase {
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path, { timeout: busyTimeout });
  try {
    const mode: unknown = database.pragma('journal_mode = WAL', { simple: true });
    database.pragma('synchronous = FULL');
    const synchronous: unknown = database.pragma('synchronous', { simple: true });
    if (mode !== 'wal' || synchronous !== 2) {
      throw new SluiceError('internal', {
        reason: `the journal at ${path} cannot be made crash-safe (${String(mode)})`,
      });
    }
    migrate(database, migrations);
  } catch (error) {
    database.close();
    throw journalError(error, path);
  }
  return database;
}

function migrate(database: SqliteDatabase, migrations: readonly Migration[]): void {
  const run = database.transaction(() => {
    const version = Number(database.pragma('user_version', { simple: true }));
    migrations.slice(version).forEach((migration) => migration(database));
    if (version < migrations.length) database.pragma(`user_version = ${migrations.length}`);
  });
  run.immediate();
}

/** SQLite's codes as ours. */
export function journalError(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code === 'SQLITE_FULL') return new SluiceError('disk-full', { path }, error);
  if (error.code.startsWith('SQLITE_BUSY')) return new SluiceError('journal-busy', {}, error);
  return error;
}
