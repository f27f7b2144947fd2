import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of data after which the old generation is looked through. */
const interval = 96 * 1024 * 1024;
/** Bytes that came at once from which on what is left of them is looked for at once. */
const largePiece = 4 * 1024 * 1024;
/** Bytes of objects that may pile up until then: V8 would let there be some 50 MB of them before it looks the first time. */
const usualGarbage = 8 * 1024 * 1024;
/**
 * By how much the old generation and all buffers may grow until V8 looks through it by itself, percent of what it holds.
 * The batches under way come and go all the time: they are more than V8 would allow a heap of this size.
 */
const growth = 150;

/**
 * Keeps the memory of a long job where it is for a short one. A job makes few objects that live long, so V8 would wait
 * until a gigabyte has passed before it looks for them; looking costs some milliseconds.
 */
export class SteadyMemory {
  readonly #collect: () => void;
  readonly #garbage: number;
  #bytes = 0;
  /** Bytes of objects after the last look. */
  #least = getHeapStatistics().used_heap_size;

  /** @param garbage bytes of objects that may pile up; more where every record is several objects, which takes longer to look through */
  constructor(garbage = usualGarbage) {
    this.#garbage = garbage;
    setFlagsFromString('--expose-gc');
    setFlagsFromString(`--heap-growing-percent=${growth}`);
    this.#collect = runInNewContext('gc') as () => void; // What the flag exposes.
  }

  /** So many more bytes went through this thread. */
  passed(bytes: number): void {
    this.#bytes += bytes;
    const isSoon = bytes < largePiece && this.#bytes < interval;
    if (isSoon && getHeapStatistics().used_heap_size < this.#least + this.#garbage) return;
    this.#bytes = 0;
    this.#collect();
    this.#least = getHeapStatistics().used_heap_size;
  }
}
