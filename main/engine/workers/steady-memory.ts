import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of data after which the old generation is looked through. */
const interval = 96 * 1024 * 1024;

/**
 * Keeps the memory of a long job where it is for a short one. A job makes few objects that live long, so V8 would wait
 * until a gigabyte has passed before it looks for them; looking costs some milliseconds.
 */
export class SteadyMemory {
  readonly #collect: () => void;
  #bytes = 0;

  constructor() {
    setFlagsFromString('--expose-gc');
    this.#collect = runInNewContext('gc') as () => void; // What the flag exposes.
  }

  /** So many more bytes went through this thread. */
  passed(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < interval) return;
    this.#bytes = 0;
    this.#collect();
  }
}
