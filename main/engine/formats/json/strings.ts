import type { ByteWriter } from '../bson/document-writer.ts';
import { byteAt } from '../bson/elements.ts';

/** From so many bytes on, a native search and copy beats a loop. */
const nativeFrom = 32;

const simpleEscapes = new Int16Array(256).fill(-1);
for (const [letter, value] of Object.entries({
  '"': 0x22,
  '\\': 0x5c,
  '/': 0x2f,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
})) {
  simpleEscapes[letter.charCodeAt(0)] = value;
}

/**
 * Copies JSON strings into a writer as zero-terminated UTF-8, undoing escapes.
 * Faults are left in `fault` instead of thrown: this is the innermost loop.
 */
export class StringCopier {
  fault: string | undefined;
  readonly #out: ByteWriter;
  #source: Buffer = Buffer.alloc(0);
  #end = 0;
  /** The next backslash at or after the place last looked at; found lazily, valid until it is passed. */
  #backslash = -1;

  constructor(out: ByteWriter) {
    this.#out = out;
  }

  /** The strings to come are those of `source`, a single record. */
  begin(source: Buffer): void {
    this.#source = source;
    this.#end = source.length;
    this.#backslash = -1;
    this.fault = undefined;
  }

  /** Copies the string whose opening quote is at `quote`; returns the place after its closing quote. */
  copy(quote: number): number {
    const out = this.#out;
    const source = this.#source;
    let at = quote + 1;
    out.ensure(nativeFrom + 1);
    let { bytes } = out;
    let to = out.position;
    const shortEnd = Math.min(at + nativeFrom, this.#end);
    while (at < shortEnd) {
      const c = byteAt(source, at);
      if (c === 0x22) {
        bytes[to++] = 0;
        out.position = to;
        return at + 1;
      }
      if (c === 0x5c) break;
      bytes[to++] = c;
      at++;
    }
    out.position = to;
    for (;;) {
      const close = source.indexOf(0x22, at);
      if (close < 0) return this.#broken('a string does not end');
      if (this.#backslash < at) {
        const next = source.indexOf(0x5c, at);
        this.#backslash = next < 0 ? Number.MAX_SAFE_INTEGER : next;
      }
      const runEnd = Math.min(close, this.#backslash);
      this.#copyRun(at, runEnd);
      at = runEnd;
      if (at === close) {
        out.ensure(1);
        bytes = out.bytes;
        bytes[out.position++] = 0;
        return close + 1;
      }
      at = this.#escape(at);
      if (this.fault !== undefined) return this.#end;
    }
  }

  #copyRun(from: number, to: number): void {
    const out = this.#out;
    const length = to - from;
    out.ensure(length);
    if (length < nativeFrom) {
      const { bytes } = out;
      let position = out.position;
      for (let i = from; i < to; i++) bytes[position++] = byteAt(this.#source, i);
      out.position = position;
    } else {
      this.#source.copy(out.bytes, out.position, from, to);
      out.position += length;
    }
  }

  /** Undoes the escape whose backslash is at `at`; returns the place after it. */
  #escape(at: number): number {
    const out = this.#out;
    out.ensure(4);
    const letter = at + 1 < this.#end ? byteAt(this.#source, at + 1) : 0;
    const simple = simpleEscapes[letter] ?? -1;
    if (simple >= 0) {
      out.bytes[out.position++] = simple;
      return at + 2;
    }
    const unit = letter === 0x75 ? this.#unit(at) : -1;
    if (unit < 0) return this.#broken('a string contains an unknown escape');
    if (unit >= 0xd800 && unit <= 0xdfff) return this.#pair(at, unit);
    this.#putCodePoint(unit);
    return at + 6;
  }

  #pair(at: number, high: number): number {
    const low =
      high < 0xdc00 &&
      at + 7 < this.#end &&
      byteAt(this.#source, at + 6) === 0x5c &&
      byteAt(this.#source, at + 7) === 0x75
        ? this.#unit(at + 6)
        : -1;
    if (low < 0xdc00 || low > 0xdfff) {
      return this.#broken(
        'a string contains half of a surrogate pair, which is no character and which MongoDB cannot store',
      );
    }
    this.#putCodePoint(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
    return at + 12;
  }

  /** The UTF-16 unit of the \uXXXX at `at`, or -1. */
  #unit(at: number): number {
    if (at + 6 > this.#end) return -1;
    let unit = 0;
    for (let i = at + 2; i < at + 6; i++) {
      const c = byteAt(this.#source, i);
      const lower = c | 0x20;
      const digit = c >= 0x30 && c <= 0x39 ? c - 0x30 : lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
      if (digit < 0) return -1;
      unit = unit * 16 + digit;
    }
    return unit;
  }

  #putCodePoint(point: number): void {
    const out = this.#out;
    const { bytes } = out;
    if (point < 0x80) bytes[out.position++] = point;
    else if (point < 0x800) {
      bytes[out.position++] = 0xc0 | (point >> 6);
      bytes[out.position++] = 0x80 | (point & 0x3f);
    } else if (point < 0x10000) {
      bytes[out.position++] = 0xe0 | (point >> 12);
      bytes[out.position++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[out.position++] = 0x80 | (point & 0x3f);
    } else {
      bytes[out.position++] = 0xf0 | (point >> 18);
      bytes[out.position++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[out.position++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[out.position++] = 0x80 | (point & 0x3f);
    }
  }

  #broken(fault: string): number {
    this.fault = fault;
    return this.#end;
  }
}
