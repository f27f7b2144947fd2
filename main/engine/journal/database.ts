import { mkdirSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { SluiceError } from '../api/errors.ts';
import { isDiskFull } from '../files/system-errors.ts';

export type SqliteDatabase = Database.Database;
export type SqliteStatement = Database.Statement;

/** One step of a schema; its number is its place in the list, from 1. Never changed once released. */
export type Migration = (database: SqliteDatabase) => void;

/** Bytes that SQLite needs for the files beside a journal. */
const leastRoom = 256 * 1024;
/** Milliseconds that a statement waits for another process. */
const busyTimeout = 5000;
/** KiB of pages kept in memory: a job appends, and hardly looks back. The library's own choice is 16 MB. */
const cacheKib = 2 * 1024;

/**
 * Opens a journal file with what crash safety rests on (write-ahead log, every commit synced) and brings its schema
 * up to date. Throws when the file system does not give that.
 */
export function openJournalDatabase(path: string, migrations: readonly Migration[]): SqliteDatabase {
  const database = open(path);
  try {
    const mode: unknown = database.pragma('journal_mode = WAL', { simple: true });
    database.pragma('synchronous = FULL');
    database.pragma(`cache_size = -${cacheKib}`);
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

function open(path: string): SqliteDatabase {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return new Database(path, { timeout: busyTimeout });
  } catch (error) {
    throw journalError(error, path);
  }
}

function migrate(database: SqliteDatabase, migrations: readonly Migration[]): void {
  const run = database.transaction(() => {
    const version = Number(database.pragma('user_version', { simple: true }));
    migrations.slice(version).forEach((migration) => migration(database));
    if (version < migrations.length) database.pragma(`user_version = ${migrations.length}`);
  });
  run.immediate();
}

/** SQLite's codes, and those of the file system around it, as ours. */
export function journalError(error: unknown, path: string): unknown {
  if (isDiskFull(error)) return new SluiceError('disk-full', { path }, error);
  if (!(error instanceof Database.SqliteError)) return error;
  // A file beside the journal that could not grow is told as a failed read or write, or as one that cannot be opened.
  const isVague = error.code.startsWith('SQLITE_IOERR') || error.code.startsWith('SQLITE_CANTOPEN');
  if (error.code === 'SQLITE_FULL' || (isVague && hasNoRoom(path)))
    return new SluiceError('disk-full', { path }, error);
  if (error.code.startsWith('SQLITE_BUSY')) return new SluiceError('journal-busy', {}, error);
  return error;
}

function hasNoRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < leastRoom;
  } catch {
    return false;
  }
}
