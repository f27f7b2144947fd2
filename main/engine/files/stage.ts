import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { SluiceError } from '../api/errors.ts';
import { BackgroundSync } from './background-sync.ts';
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

/** Large enough that going to other threads and back costs little; more leaves the cache between hashing and writing. */
const chunkBytes = 512 * 1024;

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
  const sync = new BackgroundSync(file);
  try {
    const staged = await copyInto(file, sync, source, name, options);
    await sync.settle();
    await file.sync();
    await file.close();
    return staged;
  } catch (error) {
    await sync.settle();
    await file.close().catch(() => {});
    rmSync(target, { force: true });
    throw isDiskFull(error) ? writeError(error, target) : readError(error, name);
  }
}

async function copyInto(
  file: FileHandle,
  sync: BackgroundSync,
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
      // Hashed in this thread while another one writes.
      const written = file.writeFile(chunk);
      hash.update(chunk);
      await written;
      sync.wrote(chunk.length);
      onProgress?.(size);
    }
  };
  const input = typeof source === 'string' ? chunksOf(source) : source;
  await pipeline(input, copy, signal ? { signal } : {});
  if (size === 0) throw new SluiceError('file-empty', { path: name });
  return { size, checksum: hash.digest('hex') };
}

/** A file in chunks, the next of which is read while one is in use; their memory goes round. */
async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  await using file = await open(path);
  let [current, next] = [Buffer.allocUnsafeSlow(chunkBytes), Buffer.allocUnsafeSlow(chunkBytes)];
  let reading = file.read(current, 0, chunkBytes);
  for (;;) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) return;
    reading = file.read(next, 0, chunkBytes);
    // A failure is met when the chunk's turn comes; until then it must not count as unhandled.
    reading.catch(() => {});
    yield current.subarray(0, bytesRead);
    [current, next] = [next, current];
  }
}
