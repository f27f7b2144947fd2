import { byteAt, elementEnd, int32At, nameEndAt } from './elements.ts';

/** Bytes from which on a native comparison beats a loop. */
const nativeFrom = 64;

/**
 * Where the elements of a document lie, in tables that are used again for the next document. It is for what looks at every
 * field of every document, where an object for each would cost more than all that is done with it.
 */
export class ElementTable {
  count = 0;
  #bytes: Uint8Array = new Uint8Array();
  #starts = new Int32Array(64);
  #nameEnds = new Int32Array(64);
  #ends = new Int32Array(64);

  /** Takes the elements of that document instead of those before. Throws on bytes that are not BSON. */
  read(document: Uint8Array): void {
    this.#bytes = document;
    this.count = 0;
    const end = int32At(document, 0) - 1;
    for (let at = 4; at < end;) {
      if (this.count === this.#starts.length) this.#grow();
      const nameEnd = nameEndAt(document, at);
      this.#starts[this.count] = at;
      this.#nameEnds[this.count] = nameEnd;
      at = elementEnd(document, at, nameEnd);
      this.#ends[this.count++] = at;
    }
  }

  /** The type byte of element `i`. */
  type(i: number): number {
    return byteAt(this.#bytes, this.start(i));
  }

  /** Where its type byte is. */
  start(i: number): number {
    return this.#starts[i] as number;
  }

  /** The first byte behind it. */
  end(i: number): number {
    return this.#ends[i] as number;
  }

  /** As latin1: a name is only compared with names. */
  name(i: number): string {
    const { buffer, byteOffset } = this.#bytes;
    const start = this.start(i) + 1;
    return Buffer.from(buffer, byteOffset + start, (this.#nameEnds[i] as number) - start).toString('latin1');
  }

  /** Has element `i` the name of element `j` of the other table? */
  hasNameOf(i: number, other: ElementTable, j: number): boolean {
    const mine = this.start(i);
    const its = other.start(j);
    const length = (this.#nameEnds[i] as number) - mine;
    if (length !== (other.#nameEnds[j] as number) - its) return false;
    return sameBytes(this.#bytes, mine + 1, other.#bytes, its + 1, length - 1);
  }

  /** Has element `i` type, name and value of element `j` of the other table? */
  equals(i: number, other: ElementTable, j: number): boolean {
    const mine = this.start(i);
    const its = other.start(j);
    const length = this.end(i) - mine;
    if (length !== other.end(j) - its) return false;
    if (length <= nativeFrom) return sameBytes(this.#bytes, mine, other.#bytes, its, length);
    // With places instead of views: there are very many of these.
    return (
      Buffer.prototype.compare.call(this.#bytes, other.#bytes, its, its + length, mine, mine + length) === 0
    );
  }

  #grow(): void {
    [this.#starts, this.#nameEnds, this.#ends] = [this.#starts, this.#nameEnds, this.#ends].map((table) => {
      const larger = new Int32Array(table.length * 2);
      larger.set(table);
      return larger;
    }) as [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>]; // One for each.
  }
}

function sameBytes(a: Uint8Array, startA: number, b: Uint8Array, startB: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (byteAt(a, startA + i) !== byteAt(b, startB + i)) return false;
  return true;
}
