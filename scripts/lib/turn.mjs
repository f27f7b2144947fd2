import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cache } from './places.mjs';
import { say } from './screen.mjs';

/**
 * Does the work while no other process does work of that name; waits for its turn. This lock is a file with a
 * process id, unlike the engine's, because it has to work before any dependency is installed.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inTurn(name, work) {
  mkdirSync(cache, { recursive: true });
  const path = join(cache, `${name}.turn`);
  while (!take(path)) {
    say(`Waiting for another process that is at the same step (${name})`);
    await delay(200);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isAlive(path)) rmSync(path, { force: true });
    return false;
  }
}

/** @param {string} path */
function isAlive(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // An empty file was created this instant.
    if (pid !== 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
