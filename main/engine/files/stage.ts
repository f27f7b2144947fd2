import { createHash } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { SluiceError } from '../api/errors.ts';
import { checkSize } from './intake.ts';
import { isDiskFull, readError, writeError } from './system-errors.ts';

export interface StageOptions {
  /** Bytes; checked against what has been copied. */
  readonly maxSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Bytes copied so far. */
  readonly onProgress?: (bytes: number) => void;
}

export interface Staged {
  readonly size: number;
  /** SHA-256, hex. */
  readonly checksum: string;
}

/** 64 KiB was the fastest size measured for copying with a checksum. */
const chunkBytes = 64 * 1024;

/**
 * Copies a source (a path, or a stream such as standard input) to `target`, hashing on the way, and syncs it.
 * Whatever fails, no partial copy is left.
 */
export async function stage(
  source: string | NodeJS.ReadableStream,
  target: string,
  options: StageOptions = {},
): Promise<Staged> {
  const name = typeof source === 'string' ? source : 'standard input';
  // Open before anything can fail: a copy that is opened later could appear after it was removed.
  const file = await open(target, 'wx', 0o600);
  try {
    const staged = await copyInto(file, source, name, options);
    await file.sync();
    await file.close();
    return staged;
  } catch (error) {
    await file.close().catch(() => {});
    rmSync(target, { force: true });
    throw isDiskFull(error) ? writeError(error, target) : readError(error, name);
  }
}

async function copyInto(
  file: FileHandle,
  source: string | NodeJS.ReadableStream,
  name: string,
  { maxSize, signal, onProgress }: StageOptions,
): Promise<Staged> {
  const hash = createHash('sha256');
  let size = 0;
  const copy = async (chunks: AsyncIterable<Buffer | string>): Promise<void> => {
    for await (const piece of chunks) {
      const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
      size += chunk.length;
      checkSize(name, size, maxSize);
      hash.update(chunk);
      await file.writeFile(chunk);
      onProgress?.(size);
    }
  };
  const input = typeof source === 'string' ? createReadStream(source, { highWaterMark: chunkBytes }) : source;
  await pipeline(input, copy, signal ? { signal } : {});
  if (size === 0) throw new SluiceError('file-empty', { path: name });
  return { size, checksum: hash.digest('hex') };
}
