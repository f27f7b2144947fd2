/**
 * Finds where the rows of a CSV begin and end, in bytes, without reading what is in them.
 *
 * csv-parse reads the cells, but it cannot do this part: after a broken quote it either stops or swallows the file up
 * to the next quote, and a row without an end grows in its memory. Here a broken row costs itself up to its line's
 * end, and a row over the limit is passed over without being kept. UTF-8 never uses the bytes of delimiters, quotes
 * and line ends for anything else, so bytes are enough.
 */

const quote = 0x22;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** What is wrong with a row: a quote where none may be, no closing quote up to the file's end, or too many bytes. */
export type RowFlaw = 'quote' | 'unterminated' | 'too-large';

export interface Row {
  /** First byte in the source, and the first after the row, without its line end. */
  readonly byteStart: number;
  readonly byteEnd: number;
  /** Line it starts at, from 1. */
  readonly line: number;
  readonly flaw: RowFlaw | undefined;
}

export interface RowOptions {
  /** One ASCII character. */
  readonly delimiter: string;
  /** What ends a line: LF (a CR before it belongs to it), or CR in files of old Macs. */
  readonly lineEnd: 'lf' | 'cr';
  /** Bytes; a longer row is flawed and its bytes are not kept. */
  readonly maxRecordBytes: number;
  /** Offset in the source of the first byte pushed. */
  readonly origin: number;
}

/** Push bytes, take rows until there is none, push the next; `end()` before the last rows are taken. */
export class RowCutter {
  readonly #delimiter: number;
  readonly #lineEnd: number;
  readonly #maxRecordBytes: number;
  #store: Buffer = Buffer.alloc(0);
  /** The part of the store in use: from the first byte still needed to the last one pushed. */
  #window: Buffer = this.#store;
  /** Offset in the source of the window's first byte. */
  #origin: number;
  #ended = false;
  /** Everything before this place of the window is known. */
  #scan = 0;
  /** The next quote and line end at or after `#scan` (the window's length: none); kept, so that none is searched twice. */
  #quoteAt = -1;
  #lineEndAt = -1;
  #rowStart: number;
  #line = 1;
  #linesInside = 0;
  #quoted = false;
  /** A quote stood where none may be: the row ends with its line, whatever quotes follow. */
  #broken = false;
  /** The row is over the limit: its bytes are no longer kept. */
  #dropping = false;

  constructor(options: RowOptions) {
    this.#delimiter = options.delimiter.charCodeAt(0);
    this.#lineEnd = options.lineEnd === 'cr' ? carriageReturn : lineFeed;
    this.#maxRecordBytes = options.maxRecordBytes;
    this.#origin = options.origin;
    this.#rowStart = options.origin;
  }

  /** Adds bytes; what `bytes()` gave before is no longer valid. */
  push(chunk: Uint8Array): void {
    this.#forget();
    const length = this.#window.length;
    const needed = length + chunk.length;
    if (needed > this.#store.length) {
      this.#store = Buffer.allocUnsafe(Math.max(needed, Math.min(2 * length, this.#maxRecordBytes)));
      this.#window.copy(this.#store);
    }
    this.#store.set(chunk, length);
    this.#window = this.#store.subarray(0, needed);
    if (this.#quoteAt === length) this.#quoteAt = -1;
    if (this.#lineEndAt === length) this.#lineEndAt = -1;
  }

  end(): void {
    this.#ended = true;
  }

  /** The next row that is not blank, or undefined until there are more bytes. */
  next(): Row | undefined {
    for (;;) {
      const end = this.#findRowEnd();
      if (end === undefined) {
        // One more than a row may have: the last byte may be the CR of its line end.
        this.#dropping = this.#origin + this.#scan - this.#rowStart > this.#maxRecordBytes + 1;
        return undefined;
      }
      const row = this.#takeRow(end);
      if (row.byteEnd > row.byteStart) return row;
      if (this.#ended && this.#scan >= this.#window.length) return undefined;
    }
  }

  /** The bytes from one source offset to another, both in rows just taken; valid until the next push. */
  bytes(byteStart: number, byteEnd: number): Buffer {
    return this.#window.subarray(byteStart - this.#origin, byteEnd - this.#origin);
  }

  /** Moves the window to the first byte still needed. */
  #forget(): void {
    // Of a row that is too large only the byte before the scan is needed: it tells whether a quote begins a cell.
    const keepFrom = this.#dropping ? Math.max(0, this.#scan - 1) : this.#rowStart - this.#origin;
    if (keepFrom <= 0) return;
    this.#store.copyWithin(0, keepFrom, this.#window.length);
    this.#window = this.#store.subarray(0, this.#window.length - keepFrom);
    this.#origin += keepFrom;
    this.#scan -= keepFrom;
    this.#quoteAt = Math.max(-1, this.#quoteAt - keepFrom);
    this.#lineEndAt = Math.max(-1, this.#lineEndAt - keepFrom);
  }

  /** The place of the line end that closes the row (the window's end at the file's end), or undefined: more bytes. */
  #findRowEnd(): number | undefined {
    for (;;) {
      if (this.#quoted && !this.#leaveQuotes()) return this.#atEnd();
      const end = this.#nextLineEnd();
      const quoteAt = this.#nextQuote();
      if (this.#broken || quoteAt >= end) {
        this.#scan = end;
        return end < this.#window.length ? end : this.#atEnd();
      }
      const beginsCell =
        this.#origin + quoteAt === this.#rowStart || this.#window[quoteAt - 1] === this.#delimiter;
      if (beginsCell) this.#quoted = true;
      else this.#broken = true;
      this.#scan = quoteAt + 1;
    }
  }

  #atEnd(): number | undefined {
    if (!this.#ended) return undefined;
    this.#scan = this.#window.length;
    return this.#scan;
  }

  /** Goes on after the closing quote; false where the window holds none, or not enough behind it to be sure. */
  #leaveQuotes(): boolean {
    for (;;) {
      const quoteAt = this.#nextQuote();
      this.#linesInside += this.#countLineEnds(this.#scan, quoteAt);
      this.#scan = quoteAt;
      if (quoteAt === this.#window.length) return false;
      if (!this.#ended && quoteAt + 2 >= this.#window.length) return false;
      if (this.#window[quoteAt + 1] === quote) {
        this.#scan = quoteAt + 2;
        continue;
      }
      this.#quoted = false;
      this.#scan = quoteAt + 1;
      if (!this.#closesCell(quoteAt + 1)) this.#broken = true;
      return true;
    }
  }

  #closesCell(place: number): boolean {
    const byte = this.#window[place];
    if (byte === undefined || byte === this.#delimiter || byte === this.#lineEnd) return true;
    return byte === carriageReturn && this.#window[place + 1] === this.#lineEnd;
  }

  #takeRow(end: number): Row {
    const crlf = this.#window[end] === lineFeed && this.#window[end - 1] === carriageReturn;
    const byteStart = this.#rowStart;
    const byteEnd = Math.max(byteStart, this.#origin + end - (crlf ? 1 : 0));
    const row: Row = { byteStart, byteEnd, line: this.#line, flaw: this.#flawOf(byteEnd - byteStart) };
    this.#line += this.#linesInside + 1;
    this.#linesInside = 0;
    this.#quoted = false;
    this.#broken = false;
    this.#dropping = false;
    this.#scan = Math.min(end + 1, this.#window.length);
    this.#rowStart = this.#origin + this.#scan;
    return row;
  }

  #flawOf(length: number): RowFlaw | undefined {
    if (length > this.#maxRecordBytes) return 'too-large';
    if (this.#broken) return 'quote';
    return this.#quoted ? 'unterminated' : undefined;
  }

  #nextQuote(): number {
    if (this.#quoteAt < this.#scan) this.#quoteAt = this.#indexOf(quote, this.#scan);
    return this.#quoteAt;
  }

  #nextLineEnd(): number {
    if (this.#lineEndAt < this.#scan) this.#lineEndAt = this.#indexOf(this.#lineEnd, this.#scan);
    return this.#lineEndAt;
  }

  /** The place of the next such byte, or the window's end. */
  #indexOf(byte: number, from: number): number {
    const place = this.#window.indexOf(byte, from);
    return place === -1 ? this.#window.length : place;
  }

  #countLineEnds(from: number, to: number): number {
    let count = 0;
    for (let place = this.#indexOf(this.#lineEnd, from); place < to; count++) {
      place = this.#indexOf(this.#lineEnd, place + 1);
    }
    return count;
  }
}
