import { SluiceError } from '../api/errors.ts';
import type { ReaderTask } from './messages.ts';

/**
 * What a reader must know of an earlier run over the same source: which records are dealt with, where batches began, and
 * what the source's checksum was. Records are asked about in file order.
 */
export class RestartPlan {
  readonly #task: Pick<ReaderTask, 'name' | 'done' | 'cuts' | 'expected'>;
  readonly #prefix: (byteEnd: number) => string;
  #range = 0;
  #cut = 0;
  #checked = 0;

  /** @param prefix SHA-256 of the source up to a byte */
  constructor(
    task: Pick<ReaderTask, 'name' | 'done' | 'cuts' | 'expected'>,
    prefix: (byteEnd: number) => string,
  ) {
    this.#task = task;
    this.#prefix = prefix;
  }

  isDone(record: number): boolean {
    const { done } = this.#task;
    while ((done[this.#range]?.[1] ?? Number.POSITIVE_INFINITY) < record) this.#range++;
    const range = done[this.#range];
    return range !== undefined && range[0] <= record;
  }

  isCut(record: number): boolean {
    const { cuts } = this.#task;
    while ((cuts[this.#cut] ?? Number.POSITIVE_INFINITY) < record) this.#cut++;
    return cuts[this.#cut] === record;
  }

  /** Everything up to `byteEnd` has been read. Throws `source-changed` when it is not what it was. */
  check(byteEnd: number): void {
    for (;;) {
      const expected = this.#task.expected[this.#checked];
      if (expected === undefined || expected.byteEnd > byteEnd) return;
      if (this.#prefix(expected.byteEnd) !== expected.checksum) {
        const reason = `its first ${expected.byteEnd} bytes are different now`;
        throw new SluiceError('source-changed', { path: this.#task.name, reason });
      }
      this.#checked++;
    }
  }
}
