/**
 * Scratch files that go away: with the scope that made them, and at the next start when a crash kept it from that.
 * A scope is a folder `temp/NAME` beside a lock that its process holds; a folder whose lock is free is a leftover.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SluiceError } from '../api/errors.ts';
import { tryLockExclusive } from './process-lock.ts';
import { codeOf, isDiskFull } from './system-errors.ts';

export interface TempScope extends Disposable {
  readonly folder: string;
  /** A path in the scope that nothing has yet. */
  path(suffix: string): string;
}

const lockSuffix = '.lock';

/** Opens a scope under `tempFolder`; disposing of it removes everything in it. Throws `temp-unusable`. */
export function openTempScope(tempFolder: string): TempScope {
  makeTempFolder(tempFolder);
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

/** Makes a folder in the temp area, and what is above it. Throws `temp-unusable`. */
export function makeTempFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (isDiskFull(error)) throw new SluiceError('disk-full', { path: folder }, error);
    throw new SluiceError('temp-unusable', { path: folder, reason: codeOf(error) }, error);
  }
}

const jobPrefix = 'job-';

/** Where a job keeps files for as long as it can go on, across processes. */
export function jobFolder(tempFolder: string, jobId: string): string {
  return join(tempFolder, jobPrefix + jobId);
}

/** Removes the folders of jobs that cannot go on any more. */
export function removeJobFolders(tempFolder: string, isOver: (jobId: string) => boolean): void {
  for (const name of namesIn(tempFolder).filter((entry) => entry.startsWith(jobPrefix))) {
    if (isOver(name.slice(jobPrefix.length)))
      rmSync(join(tempFolder, name), { recursive: true, force: true });
  }
}

/** Removes what crashed processes left behind; returns how many scopes that were. */
export function removeLeftovers(tempFolder: string): number {
  const locks = namesIn(tempFolder).filter((name) => name.endsWith(lockSuffix));
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

/** A folder that is not there, or not any more, has nothing in it that could be removed. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function removeLock(path: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}
