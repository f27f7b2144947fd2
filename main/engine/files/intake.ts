import { constants, type Stats } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { SluiceError } from '../api/errors.ts';
import type { SourceFacts } from '../api/jobs.ts';
import { importExtensions } from '../api/requests.ts';
import { compressionAt } from './packing.ts';
import { codeOf } from './system-errors.ts';

export interface IntakeOptions {
  /** Bytes; absent: no limit. What a compressed file holds is counted when it is read. */
  readonly maxSize?: number | undefined;
}

/** What a file must be before anything of it is read: there, a readable file, not empty, of an allowed kind and size. */
export async function intake(path: string, options: IntakeOptions = {}): Promise<SourceFacts> {
  const absolute = resolve(path);
  const stats = await statsOf(absolute);
  if (stats.isDirectory()) throw new SluiceError('file-is-directory', { path });
  if (!stats.isFile()) throw new SluiceError('file-not-regular', { path });
  const extension = extname(absolute).toLowerCase();
  if (!(importExtensions as readonly string[]).includes(extension)) {
    const allowed = importExtensions.join(' ');
    throw new SluiceError('file-type-not-allowed', { extension: extension || 'nothing', allowed, path });
  }
  if (stats.size === 0) throw new SluiceError('file-empty', { path });
  try {
    await access(absolute, constants.R_OK);
    if ((await compressionAt(absolute)) === undefined) checkSize(path, stats.size, options.maxSize);
  } catch (error) {
    if (error instanceof SluiceError) throw error;
    throw new SluiceError('file-unreadable', { path, reason: codeOf(error) }, error);
  }
  return { path: absolute, filename: basename(absolute), size: stats.size, mtimeMs: stats.mtimeMs };
}

export function checkSize(path: string, size: number, limit: number | undefined): void {
  if (limit !== undefined && size > limit) throw new SluiceError('file-too-large', { path, size, limit });
}

/** Throws `file-changed` when the source is not what it was at intake. */
export async function checkUnchanged(source: SourceFacts): Promise<void> {
  const stats = await statsOf(source.path);
  if (stats.size !== source.size || stats.mtimeMs !== source.mtimeMs)
    throw new SluiceError('file-changed', { path: source.path });
}

/** Throws `no-space` when the disk of `path` has less than `needed` bytes free. */
export async function checkSpace(path: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  const free = bavail * bsize;
  if (free < needed) throw new SluiceError('no-space', { path: dirname(path), needed, free });
}

async function statsOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    const reason = codeOf(error);
    if (reason === 'ENOENT' || reason === 'ENOTDIR') throw new SluiceError('file-not-found', { path }, error);
    throw new SluiceError('file-unreadable', { path, reason }, error);
  }
}
