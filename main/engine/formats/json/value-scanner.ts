import { byteAt } from '../bson/elements.ts';

/** Brackets deeper than this are counted, but no longer told apart. */
const stackLimit = 4096;

/**
 * Finds where a JSON value ends by its brackets, jumping from quote to quote. It can stop at any byte and go on when
 * more have arrived; it never looks at a byte twice.
 */
export class ValueScanner {
  /** Line breaks outside strings that the last scan passed, and the index of the last one. */
  newlines = 0;
  lastNewline = -1;
  /** Index of a closing bracket that closes another kind than was opened; -1 while all match. */
  mismatch = -1;
  readonly #stack = new Uint8Array(stackLimit);
  #depth = 0;
  #kind: 'container' | 'string' | 'scalar' = 'scalar';
  #inString = false;
  /** Did the bytes seen so far end in an odd number of backslashes, inside a string? */
  #escaped = false;

  /** A value starts with the byte `first`; `scan` must then be given that byte as its first one. */
  begin(first: number): void {
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    this.mismatch = -1;
    if (first === 0x7b || first === 0x5b) this.#kind = 'container';
    else this.#kind = first === 0x22 ? 'string' : 'scalar';
  }

  /** Would the value be complete if the file ended here? Only numbers and words are. */
  get endsAtEof(): boolean {
    return this.#kind === 'scalar';
  }

  /** The index after the value, or -1 when it goes on behind `end`. */
  scan(bytes: Buffer, start: number, end: number): number {
    this.newlines = 0;
    if (this.#kind === 'scalar') return scalarEnd(bytes, start, end);
    let at = start;
    while (at < end) {
      if (this.#inString) {
        at = this.#leaveString(bytes, at, end);
        if (at < 0) return -1;
        if (this.#depth === 0) return at;
        continue;
      }
      const c = byteAt(bytes, at);
      if (c === 0x22) this.#inString = true;
      else if (c === 0x7b || c === 0x5b) this.#open(c);
      else if (c === 0x7d || c === 0x5d) {
        if (!this.#close(c)) {
          this.mismatch = at;
          return -1;
        }
        if (this.#depth === 0) return at + 1;
      } else if (c === 0x0a) {
        this.newlines++;
        this.lastNewline = at;
      }
      at++;
    }
    return -1;
  }

  #open(c: number): void {
    if (this.#depth < stackLimit) this.#stack[this.#depth] = c;
    this.#depth++;
  }

  #close(c: number): boolean {
    this.#depth--;
    // '{' and '}' as '[' and ']' are two apart in ASCII.
    return this.#depth >= stackLimit || byteAt(this.#stack, this.#depth) === c - 2;
  }

  /** The index after the closing quote of the string that `at` is inside of, or -1. */
  #leaveString(bytes: Buffer, from: number, end: number): number {
    let at = from;
    if (this.#escaped) {
      at++;
      this.#escaped = false;
    }
    const firstByte = at;
    for (;;) {
      const quote = bytes.indexOf(0x22, at);
      const stop = quote < 0 || quote >= end ? end : quote;
      let backslashes = 0;
      while (stop - 1 - backslashes >= firstByte && byteAt(bytes, stop - 1 - backslashes) === 0x5c)
        backslashes++;
      const odd = backslashes % 2 === 1;
      if (stop === end) {
        this.#escaped = odd;
        return -1;
      }
      at = stop + 1;
      if (odd) continue;
      this.#inString = false;
      return at;
    }
  }

  /** The index after the string whose opening quote is at `quote`, or -1 when it is not complete. */
  stringEnd(bytes: Buffer, quote: number, end: number): number {
    this.begin(0x22);
    return this.scan(bytes, quote, end);
  }
}

function scalarEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const c = byteAt(bytes, at);
    if (c === 0x2c || c === 0x5d || c === 0x7d || c <= 0x20 || c === 0x7b || c === 0x5b || c === 0x22)
      return at;
  }
  return -1;
}
