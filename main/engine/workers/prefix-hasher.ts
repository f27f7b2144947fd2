import { createHash } from 'node:crypto';
import { giveBack } from '../give-back.ts';
import { sliceOf } from '../files/slice.ts';

/**
 * SHA-256 of a source while it is read, that can also be asked for the checksum of everything up to a byte: each byte
 * is hashed once, and the digest of a prefix is taken from a copy of the state.
 */
export class PrefixHasher {
  readonly #hash = createHash('sha256');
  #chunks: Uint8Array[] = [];
  #hashedTo = 0;
  readonly #ownsChunks: boolean;

  /** @param ownsChunks each chunk has memory of its own, which nobody else needs once it is hashed */
  constructor({ ownsChunks = false }: { readonly ownsChunks?: boolean } = {}) {
    this.#ownsChunks = ownsChunks;
  }

  /** A chunk was read; it is kept until a checksum behind it has been asked for. Must not be changed afterwards. */
  feed(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  /** SHA-256, hex, of the first `byteEnd` bytes; must not go back. */
  prefix(byteEnd: number): string {
    this.#hashTo(byteEnd);
    return this.#hash.copy().digest('hex');
  }

  /** A copy of bytes that lie behind all that a checksum has been asked for. */
  bytes(byteStart: number, byteEnd: number): Buffer {
    return sliceOf(this.#chunks, this.#hashedTo, byteStart, byteEnd);
  }

  /** SHA-256, hex, of everything fed. */
  finish(): string {
    this.#hashTo(Number.POSITIVE_INFINITY);
    return this.#hash.digest('hex');
  }

  #hashTo(byteEnd: number): void {
    for (;;) {
      const chunk = this.#chunks[0];
      const count = byteEnd - this.#hashedTo;
      if (!chunk || count <= 0) return;
      if (count < chunk.length) {
        this.#hash.update(chunk.subarray(0, count));
        this.#chunks[0] = chunk.subarray(count);
        this.#hashedTo = byteEnd;
        return;
      }
      this.#hash.update(chunk);
      this.#hashedTo += chunk.length;
      this.#chunks.shift();
      if (this.#ownsChunks) giveBack([chunk]);
    }
  }
}
