/** Whether what was built is newer than what it is built from: by a walk over times, without reading the files. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cache, inRepository } from './places.mjs';

/** @typedef {'main' | 'preload' | 'engine' | 'cli' | 'renderer'} BuildPart */

/** @type {readonly BuildPart[]} */
export const buildParts = ['main', 'preload', 'engine', 'cli', 'renderer'];

/**
 * The folders that each part is built from.
 * @type {Readonly<Record<BuildPart, readonly string[]>>}
 */
const sources = {
  main: ['main', 'preload'],
  preload: ['preload', 'main/engine/api'],
  engine: ['main/engine'],
  cli: ['main/engine', 'main/cli'],
  renderer: ['renderer', 'preload', 'main/engine/api'],
};
const settings = ['vite.config.ts', 'package-lock.json', 'tsconfig.json'];

/** @param {BuildPart} part */
const stampFile = (part) => join(cache, 'built', `${part}.json`);

/**
 * @param {BuildPart} part
 * @returns {boolean}
 */
export function isFresh(part) {
  if (!existsSync(inRepository('dist', part)) || !existsSync(stampFile(part))) return false;
  /** @type {{ startedAt: number, files: number }} */
  const stamp = JSON.parse(readFileSync(stampFile(part), 'utf8'));
  const now = look(part);
  return now.newest < stamp.startedAt && now.files === stamp.files;
}

/**
 * Remembers that the part was built from what was there at that time (ms since 1970).
 * @param {BuildPart} part
 * @param {number} startedAt
 */
export function markFresh(part, startedAt) {
  mkdirSync(dirname(stampFile(part)), { recursive: true });
  writeFileSync(stampFile(part), JSON.stringify({ startedAt, files: look(part).files }));
}

/**
 * A folder's own time changes when a file in it is renamed or removed, so folders are looked at as well.
 * @param {BuildPart} part
 */
function look(part) {
  const files = [...settings, ...sources[part]]
    .map((path) => inRepository(path))
    .filter((path) => existsSync(path));
  const seen = { newest: 0, files: 0 };
  for (let path = files.pop(); path !== undefined; path = files.pop()) {
    const facts = statSync(path);
    seen.newest = Math.max(seen.newest, facts.mtimeMs);
    seen.files += 1;
    const folder = path;
    if (facts.isDirectory()) files.push(...readdirSync(folder).map((name) => join(folder, name)));
  }
  return seen;
}
