import type { FileHandle } from 'node:fs/promises';

/** Bytes after which the disk is told to begin. */
const syncBytes = 32 * 1024 * 1024;

/** Lets the disk begin while a file is still being written, so that the sync at the end finds little left to do. */
export class BackgroundSync {
  readonly #file: FileHandle;
  #unsynced = 0;
  #syncing: Promise<void> | undefined;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** So many more bytes were written. */
  wrote(bytes: number): void {
    this.#unsynced += bytes;
    if (this.#unsynced < syncBytes || this.#syncing) return;
    this.#unsynced = 0;
    this.#syncing = this.#file
      .datasync()
      // The sync at the end meets the same error and tells it.
      .catch(() => {})
      .finally(() => {
        this.#syncing = undefined;
      });
  }

  /** Waits for what is under way; the file must not be closed before. */
  async settle(): Promise<void> {
    await this.#syncing;
  }
}
