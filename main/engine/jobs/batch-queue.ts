import type { KeyHashes } from './key-hashes.ts';

export interface QueueLimits {
  readonly batches: number;
  /** Bytes of batches under way together; a larger one is alone. Absent: as many as they have. */
  readonly bytes?: number;
}

/**
 * Lets a few batches be under way at once, started in file order. A batch with a key that one under way has too
 * waits for it, so that the result is as if the records had been applied one by one.
 */
export class BatchQueue {
  readonly #limits: QueueLimits;
  readonly #running = new Map<Promise<void>, KeyHashes>();
  #bytes = 0;
  #failure: unknown;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Starts `work` on documents with these keys when there is room; rejects with what earlier work threw. */
  async add(keys: KeyHashes, work: () => Promise<void>, bytes = 0): Promise<void> {
    while (this.#isFull(bytes) || this.#overlaps(keys)) await Promise.race(this.#running.keys());
    if (this.#failure !== undefined) throw this.#failure;
    const running = work()
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#running.delete(running);
        this.#bytes -= bytes;
      });
    this.#running.set(running, keys);
    this.#bytes += bytes;
  }

  #isFull(bytes: number): boolean {
    const { size } = this.#running;
    const { batches, bytes: limit = Number.POSITIVE_INFINITY } = this.#limits;
    return size >= batches || (size > 0 && this.#bytes + bytes > limit);
  }

  /** Waits for all that was started, whether it fails or not. */
  async settle(): Promise<void> {
    await Promise.all(this.#running.keys());
  }

  /** Waits for all that was started; rejects with the first thing thrown. */
  async drain(): Promise<void> {
    await this.settle();
    if (this.#failure !== undefined) throw this.#failure;
  }

  #overlaps(keys: KeyHashes): boolean {
    for (const others of this.#running.values()) {
      if (others.overlaps(keys)) return true;
    }
    return false;
  }
}
