/**
 * A file that appears only when it is whole: written to FILE.part, synced, renamed. Whatever goes wrong before that
 * leaves nothing behind.
 */
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SluiceError } from '../api/errors.ts';
import { BackgroundSync } from './background-sync.ts';
import { codeOf, isDiskFull, writeError } from './system-errors.ts';

export interface OutputResult {
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
}

/** Where an export goes: a file or standard output. */
export interface Output {
  /** Whether bytes are not needed any more once `write` has come back. */
  readonly letsGo: boolean;
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the output final. */
  finish(): Promise<OutputResult>;
  /** Removes what was written; harmless after `finish`. */
  discard(): Promise<void>;
}

export async function openOutput(path: string, options: { overwrite: boolean }): Promise<Output> {
  if (!options.overwrite && (await exists(path))) throw new SluiceError('output-exists', { path });
  const part = `${path}.part`;
  try {
    // A leftover of a crash is overwritten.
    return new AtomicFile(path, part, await open(part, 'w'), options.overwrite);
  } catch (error) {
    throw outputError(error, path);
  }
}

class AtomicFile implements Output {
  readonly letsGo = true;
  readonly #path: string;
  readonly #part: string;
  readonly #file: FileHandle;
  readonly #overwrite: boolean;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;
  readonly #sync: BackgroundSync;
  #state: 'open' | 'closed' = 'open';

  constructor(path: string, part: string, file: FileHandle, overwrite: boolean) {
    this.#path = path;
    this.#part = part;
    this.#file = file;
    this.#sync = new BackgroundSync(file);
    this.#overwrite = overwrite;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    try {
      let written = 0;
      while (written < bytes.length) {
        written += (await this.#file.write(bytes, written, bytes.length - written)).bytesWritten;
      }
    } catch (error) {
      throw outputError(error, this.#path);
    }
    this.#bytes += bytes.length;
    this.#sync.wrote(bytes.length);
  }

  async finish(): Promise<OutputResult> {
    try {
      await this.#sync.settle();
      await this.#file.sync();
      this.#state = 'closed';
      await this.#file.close();
      if (!this.#overwrite && (await exists(this.#path)))
        throw new SluiceError('output-exists', { path: this.#path });
      await rename(this.#part, this.#path);
      await syncFolder(dirname(this.#path));
    } catch (error) {
      await rm(this.#part, { force: true });
      throw outputError(error, this.#path);
    }
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  async discard(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    await this.#sync.settle();
    // What cannot be closed cleanly any more is removed all the same.
    await this.#file.close().catch(() => {});
    await rm(this.#part, { force: true });
  }
}

/** Standard output or another stream: nothing to rename, but counted and hashed all the same. */
export function streamOutput(stream: NodeJS.WritableStream): Output {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    letsGo: false,
    write: (chunk) =>
      new Promise((resolve, reject) => {
        hash.update(chunk);
        bytes += chunk.length;
        stream.write(chunk, (error) => (error ? reject(outputError(error, 'standard output')) : resolve()));
      }),
    finish: async () => ({ bytes, sha256: hash.digest('hex') }),
    discard: async () => {},
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

/** The rename itself must reach the disk; Windows has no such call and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

function outputError(error: unknown, path: string): unknown {
  if (error instanceof SluiceError) return error;
  if (isDiskFull(error)) return writeError(error, path);
  return new SluiceError('output-unwritable', { path, reason: codeOf(error) }, error);
}
