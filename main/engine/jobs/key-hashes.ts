import { keyHash, textHash } from '../formats/bson/keys.ts';

/**
 * The keys of a batch as sorted hashes, flat: says whether two batches may have one in common. Different keys may share
 * a hash, once in some 10^12 pairs; then a batch waits that need not.
 */
export class KeyHashes {
  /** Two records may have the same key. */
  readonly hasTwins: boolean;
  readonly #sorted: Float64Array;

  constructor(hashes: Float64Array) {
    this.#sorted = hashes.toSorted();
    this.hasTwins = this.#sorted.some((hash, i) => i > 0 && hash === this.#sorted[i - 1]);
  }

  static ofTexts(texts: Iterable<string>): KeyHashes {
    return new KeyHashes(Float64Array.from(texts, textHash));
  }

  /** Of the `_id`s of documents that lie in `documents` at these offsets. */
  static ofDocuments(documents: Uint8Array, offsets: Uint32Array): KeyHashes {
    const hashes = new Float64Array(offsets.length - 1);
    for (let i = 0; i < hashes.length; i++) hashes[i] = keyHash(documents, offsets[i]);
    return new KeyHashes(hashes);
  }

  overlaps(other: KeyHashes): boolean {
    const mine = this.#sorted;
    const theirs = other.#sorted;
    for (let i = 0, j = 0; i < mine.length && j < theirs.length;) {
      const a = mine[i] ?? 0;
      const b = theirs[j] ?? 0;
      if (a === b) return true;
      if (a < b) i++;
      else j++;
    }
    return false;
  }
}
