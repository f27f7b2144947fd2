/** Memory that a window is in. */
export interface WindowMemory {
  /** Another object after `grow`, with the same bytes. */
  readonly bytes: Buffer;
  grow(capacity: number): void;
}

class OwnMemory implements WindowMemory {
  bytes: Buffer = Buffer.alloc(0);

  grow(capacity: number): void {
    const larger = Buffer.allocUnsafeSlow(capacity);
    this.bytes.copy(larger);
    this.bytes = larger;
  }
}

/**
 * The part of a byte stream that is being looked at: chunks are appended at its end, what has been dealt with is
 * dropped from its start. One buffer, moved or grown only when a chunk does not fit, so memory is bounded by the
 * largest record and not by the file.
 */
export class ByteWindow {
  /** The bytes being looked at are bytes[start, end). */
  start = 0;
  end = 0;
  /** Position in the stream of bytes[0]. */
  base = 0;
  readonly #memory: WindowMemory;

  constructor(memory: WindowMemory = new OwnMemory(), capacity = 512 * 1024) {
    this.#memory = memory;
    memory.grow(capacity);
  }

  get bytes(): Buffer {
    return this.#memory.bytes;
  }

  /** Adds a chunk; offsets into `bytes` that the caller keeps move by what this returns (0 or less). */
  append(chunk: Uint8Array): number {
    let moved = 0;
    if (this.end + chunk.length > this.bytes.length) {
      moved = -this.start;
      this.#makeRoom(chunk.length);
    }
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
    return moved;
  }

  #makeRoom(count: number): void {
    const kept = this.end - this.start;
    let capacity = this.bytes.length;
    while (capacity < kept + count) capacity *= 2;
    if (capacity > this.bytes.length) this.#memory.grow(capacity);
    this.bytes.copyWithin(0, this.start, this.end);
    this.base += this.start;
    this.start = 0;
    this.end = kept;
  }

  /** Position in the stream of the byte at `index`. */
  position(index: number): number {
    return this.base + index;
  }
}
