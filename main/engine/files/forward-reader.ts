import { sliceOf } from './slice.ts';

/** Bytes of the source that stay at hand behind the furthest one read. */
const windowBytes = 8 * 1024 * 1024;

/**
 * Reads parts of a source that can only be read from its beginning on. It stays open where it is, so parts that ascend,
 * or go back a few megabytes, cost one pass together; going back further starts anew.
 */
export class ForwardReader implements AsyncDisposable {
  readonly #open: () => AsyncIterable<Uint8Array>;
  readonly #window: number;
  #iterator: AsyncIterator<Uint8Array> | undefined;
  #chunks: Uint8Array[] = [];
  /** The part of the source that `#chunks` hold. */
  #start = 0;
  #end = 0;
  /** Reads follow one another, whoever asks. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param window bytes that stay at hand behind the furthest one read */
  constructor(open: () => AsyncIterable<Uint8Array>, window = windowBytes) {
    this.#open = open;
    this.#window = window;
  }

  /** The bytes of [byteStart, byteEnd); fewer where the source ends before. Throws what its stream throws. */
  read(byteStart: number, byteEnd: number): Promise<Buffer> {
    const reading = this.#last.then(() => this.#read(byteStart, byteEnd));
    this.#last = reading.catch(() => {});
    return reading;
  }

  async #read(byteStart: number, byteEnd: number): Promise<Buffer> {
    if (byteStart < this.#start) await this.#close();
    try {
      while (this.#end < byteEnd && (await this.#next())) {
        // Also on the way to the part: nothing may pile up there.
        this.#forget(Math.min(byteStart, this.#end - this.#window));
      }
    } catch (error) {
      await this.#close();
      throw error;
    }
    return sliceOf(this.#chunks, this.#start, byteStart, byteEnd);
  }

  async #next(): Promise<boolean> {
    this.#iterator ??= this.#open()[Symbol.asyncIterator]();
    const { done, value } = await this.#iterator.next();
    if (done) return false;
    this.#chunks.push(value);
    this.#end += value.length;
    return true;
  }

  #forget(before: number): void {
    for (
      let chunk = this.#chunks[0];
      chunk && this.#start + chunk.length <= before;
      chunk = this.#chunks[0]
    ) {
      this.#start += chunk.length;
      this.#chunks.shift();
    }
  }

  async #close(): Promise<void> {
    await this.#iterator?.return?.();
    this.#iterator = undefined;
    this.#chunks = [];
    this.#start = 0;
    this.#end = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    await this.#close();
  }
}
