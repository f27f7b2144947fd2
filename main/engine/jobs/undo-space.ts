/** Is there room for what undoing an import needs to keep? Asked before anything is written. */
import { mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SluiceError } from '../api/errors.ts';
import type { ImportRequest } from '../api/requests.ts';
import type { Workplace } from '../mongo/documents.ts';
import { collectionBytes } from '../mongo/target.ts';
import type { JobContext } from './job-context.ts';
import type { OpenedSource } from './source.ts';

/** What an empty journal takes, in bytes. */
const basis = 128 * 1024;
/** What ids and hashes of inserts take, of the bytes of the files. */
const insertShare = 0.02;
/** What before-images take when they are compressed, of their bytes. */
const compressedShare = 0.4;

/**
 * The journal of an import at the most it is likely to take, in bytes: ids of what is inserted, and the documents that
 * records may meet, compressed. A replaced collection is kept as a whole.
 */
export function undoBytes(sourceBytes: number, heldBytes: number, isReplaced: boolean): number {
  const met = isReplaced ? heldBytes : Math.min(sourceBytes, heldBytes);
  return Math.ceil(basis + sourceBytes * insertShare + met * compressedShare);
}

/** Whether an import keeps what undoing it needs: as asked, and always where it may have to take itself back. */
export function keepsUndo({ undo, onConflict }: ImportRequest): boolean {
  return undo || onConflict === 'stop';
}

/** Throws `no-space-for-undo`. An import without undo needs none. */
export async function checkUndoSpace(
  job: JobContext,
  request: ImportRequest,
  sources: readonly OpenedSource[],
  place: Workplace,
): Promise<void> {
  if (!keepsUndo(request)) return;
  const sourceBytes = sources.reduce((sum, { facts }) => sum + facts.size, 0);
  const needed = undoBytes(sourceBytes, await collectionBytes(place), request.replaceCollection);
  const folder = dirname(job.store.journalPath(job.jobId));
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < needed) throw new SluiceError('no-space-for-undo', { path: folder, needed, free });
}
