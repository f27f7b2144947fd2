/**
 * Scratch files that go away: with the scope that made them, and at the next start when a crash kept it from that.
 * A scope is a folder `temp/NAME` beside a lock that its process holds; a folder whose lock is free is a leftover.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tryLockExclusive } from './process-lock.ts';

export interface TempScope extends Disposable {
  readonly folder: string;
  /** A path in the scope that nothing has yet. */
  path(suffix: string): string;
}

const lockSuffix = '.lock';

/** Opens a scope under `tempFolder`; disposing of it removes everything in it. */
export function openTempScope(tempFolder: string): TempScope {
  const folder = join(tempFolder, randomUUID());
  const lock = tryLockExclusive(folder + lockSuffix);
  if (!lock) throw new Error(`the new name ${folder} is taken`);
  mkdirSync(folder, { recursive: true });
  return {
    folder,
    path: (suffix) => join(folder, `${randomUUID()}${suffix}`),
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true });
      lock.release();
      removeLock(folder + lockSuffix);
    },
  };
}

const jobPrefix = 'job-';

/** Where a job keeps files for as long as it can go on, across processes. */
export function jobFolder(tempFolder: string, jobId: string): string {
  return join(tempFolder, jobPrefix + jobId);
}

/** Removes the folders of jobs that cannot go on any more. */
export function removeJobFolders(tempFolder: string, isOver: (jobId: string) => boolean): void {
  for (const name of readdirSync(tempFolder).filter((entry) => entry.startsWith(jobPrefix))) {
    if (isOver(name.slice(jobPrefix.length)))
      rmSync(join(tempFolder, name), { recursive: true, force: true });
  }
}

/** Removes what crashed processes left behind; returns how many scopes that were. */
export function removeLeftovers(tempFolder: string): number {
  mkdirSync(tempFolder, { recursive: true });
  const locks = readdirSync(tempFolder).filter((name) => name.endsWith(lockSuffix));
  let removed = 0;
  for (const name of locks) {
    const path = join(tempFolder, name);
    const folder = path.slice(0, -lockSuffix.length);
    const lock = tryLockExclusive(path);
    if (!lock) continue;
    rmSync(folder, { recursive: true, force: true });
    lock.release();
    removeLock(path);
    removed++;
  }
  return removed;
}

function removeLock(path: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}
