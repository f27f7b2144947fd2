import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { SluiceError } from '../api/errors.ts';
import { checkSize, codeOf, readError } from './intake.ts';

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
  const hash = createHash('sha256');
  let size = 0;
  const count = async function* (chunks: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
    for await (const piece of chunks) {
      const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
      size += chunk.length;
      checkSize(name, size, options.maxSize);
      hash.update(chunk);
      options.onProgress?.(size);
      yield chunk;
    }
  };
  try {
    const input =
      typeof source === 'string' ? createReadStream(source, { highWaterMark: chunkBytes }) : source;
    await pipeline(
      input,
      count,
      createWriteStream(target, { flags: 'wx', mode: 0o600 }),
      options.signal ? { signal: options.signal } : {},
    );
    if (size === 0) throw new SluiceError('file-empty', { path: name });
    await syncFile(target);
    return { size, checksum: hash.digest('hex') };
  } catch (error) {
    rmSync(target, { force: true });
    if (codeOf(error) === 'ENOSPC') throw new SluiceError('disk-full', { path: target }, error);
    throw readError(error, name);
  }
}

async function syncFile(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  await file.sync();
}
