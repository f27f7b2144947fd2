/**
 * Locks that die with their process: an open SQLite transaction on a file of its own. The operating system lets
 * go of it however the process ends, so there is no process id that another process may have inherited by now.
 * Nothing else may open a lock file: on POSIX systems closing any handle of it would drop the lock.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';

/** A held lock; give it back with `release` or `using`. Releasing twice is harmless. */
export interface ProcessLock extends Disposable {
  readonly path: string;
  release(): void;
}

/**
 * Long enough (ms) to outlive somebody's `isLocked`, which takes the lock for an instant; too short to be a wait.
 */
const probeTimeout = 25;
const pollInterval = 50;

/** The lock that excludes every other one, or undefined when anybody holds one. */
export function tryLockExclusive(path: string): ProcessLock | undefined {
  return tryLock(path, (database) => {
    database.exec('BEGIN EXCLUSIVE');
  });
}

/** A lock that others may share but that keeps exclusive ones away, or undefined. */
export function tryLockShared(path: string): ProcessLock | undefined {
  return tryLock(path, (database) => {
    database.exec('BEGIN');
    // A transaction takes its lock when it first reads.
    database.prepare('SELECT count(*) FROM sqlite_master').get();
  });
}

/** Whether anybody, this process included, holds a lock there. */
export function isLocked(path: string): boolean {
  if (!existsSync(path)) return false;
  using lock = tryLockExclusive(path);
  return lock === undefined;
}

export interface LockWait {
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Called once if somebody else holds it. */
  readonly onWait?: () => void;
}

/** The exclusive lock as soon as it is free; undefined when it is not in time. An abort of the signal rejects. */
export async function lockWhenFree(path: string, wait: LockWait): Promise<ProcessLock | undefined> {
  const deadline = Date.now() + wait.timeout;
  let lock = tryLockExclusive(path);
  if (lock === undefined) wait.onWait?.();
  while (lock === undefined && Date.now() < deadline) {
    await delay(pollInterval, undefined, { signal: wait.signal });
    lock = tryLockExclusive(path);
  }
  return lock;
}

function tryLock(path: string, begin: (database: Database.Database) => void): ProcessLock | undefined {
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path, { timeout: probeTimeout });
  try {
    // Nothing is ever written, not even on a full disk: a lock is all that is wanted.
    database.pragma('journal_mode = MEMORY');
    begin(database);
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  const release = (): void => {
    database.close();
  };
  return { path, release, [Symbol.dispose]: release };
}
