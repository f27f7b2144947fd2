import type { ByteWriter } from '../bson/document-writer.ts';
import { byteAt } from '../bson/elements.ts';

/** From so many keys on, a linear search over hashes costs more than a set. */
const linearLimit = 48;

/** Notices a key that stands twice in the same object; hashes of the open objects' keys lie on one stack. */
export class KeyTracker {
  #hashes = new Int32Array(1024);
  #offsets = new Int32Array(1024);
  #top = 0;
  /** Where the keys of the object being read begin. */
  #from = 0;
  #large: Set<string> | undefined;

  begin(): void {
    this.#top = 0;
    this.#from = 0;
    this.#large = undefined;
  }

  /** Starts an object; `leave` gets what this returns. */
  enter(): { from: number; large: Set<string> | undefined } {
    const outer = { from: this.#from, large: this.#large };
    this.#from = this.#top;
    this.#large = undefined;
    return outer;
  }

  leave(outer: { from: number; large: Set<string> | undefined }): void {
    this.#top = this.#from;
    this.#from = outer.from;
    this.#large = outer.large;
  }

  /** Adds the key written at `nameAt` (zero-terminated, the last thing written) and says what it is. */
  add(out: ByteWriter, nameAt: number): 'new' | 'duplicate' | 'zero' {
    const { bytes } = out;
    const nameEnd = out.position - 1;
    let hash = 0;
    for (let at = nameAt; at < nameEnd; at++) {
      const c = byteAt(bytes, at);
      if (c === 0) return 'zero';
      hash = (Math.imul(hash, 31) + c) | 0;
    }
    if (this.#top - this.#from >= linearLimit) return this.#addLarge(out, nameAt) ? 'new' : 'duplicate';
    for (let i = this.#from; i < this.#top; i++) {
      if (this.#hashes[i] === hash && sameName(bytes, this.#offsets[i] ?? 0, nameAt)) return 'duplicate';
    }
    this.#push(hash, nameAt);
    return 'new';
  }

  #push(hash: number, nameAt: number): void {
    if (this.#top === this.#hashes.length) {
      const [hashes, offsets] = [new Int32Array(this.#top * 2), new Int32Array(this.#top * 2)];
      hashes.set(this.#hashes);
      offsets.set(this.#offsets);
      this.#hashes = hashes;
      this.#offsets = offsets;
    }
    this.#hashes[this.#top] = hash;
    this.#offsets[this.#top++] = nameAt;
  }

  #addLarge(out: ByteWriter, nameAt: number): boolean {
    const text = (at: number): string => out.bytes.toString('latin1', at, out.bytes.indexOf(0, at));
    this.#large ??= new Set(Array.from(this.#offsets.subarray(this.#from, this.#top), text));
    const name = text(nameAt);
    if (this.#large.has(name)) return false;
    this.#large.add(name);
    return true;
  }
}

function sameName(bytes: Uint8Array, a: number, b: number): boolean {
  let i = 0;
  while (byteAt(bytes, a + i) === byteAt(bytes, b + i)) {
    if (byteAt(bytes, a + i) === 0) return true;
    i++;
  }
  return false;
}
