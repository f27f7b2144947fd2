/** Folders as the files in them that can be imported. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type ExpandedPaths, expandLimit } from '../preload/contract.ts';
import { importExtensions } from './engine/api/requests.ts';

const allowed: readonly string[] = importExtensions;
/** Folders inside folders that are looked into. */
const maxDepth = 16;

/** Files stay as they are, so that what is wrong with one is told; a folder becomes its files, by name, hidden ones left out. */
export async function expandPaths(paths: readonly string[], limit = expandLimit): Promise<ExpandedPaths> {
  const walk = new Walk(limit);
  for (const path of paths) await walk.add(path);
  return { paths: walk.found, leftOut: walk.leftOut, isCut: walk.isCut };
}

class Walk {
  readonly found: string[] = [];
  leftOut = 0;
  isCut = false;
  readonly #limit: number;
  /** Folders that were looked into: links may lead back to them. */
  readonly #seen = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  async add(path: string): Promise<void> {
    if (await isFolder(path)) await this.#folder(path, 0);
    else this.#take(path);
  }

  #take(path: string): void {
    if (this.found.length < this.#limit) this.found.push(path);
    else this.isCut = true;
  }

  async #folder(folder: string, depth: number): Promise<void> {
    const place = await realpath(folder).catch(() => folder);
    if (this.#seen.has(place) || depth > maxDepth || this.isCut) return;
    this.#seen.add(place);
    const names = await readdir(folder).catch(() => []);
    // oxlint-disable-next-line unicorn/no-array-sort -- the oldest shells have no toSorted
    for (const name of names.filter((each) => !each.startsWith('.')).sort()) {
      const path = join(folder, name);
      if (await isFolder(path)) await this.#folder(path, depth + 1);
      else if (allowed.includes(extname(name).toLowerCase())) this.#take(path);
      else this.leftOut++;
    }
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
