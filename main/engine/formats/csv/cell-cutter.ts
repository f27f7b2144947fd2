import { byteAt } from '../bson/elements.ts';

const quote = 0x22;

/** How a cell is written: as it is, in quotes, or in quotes with doubled ones inside. */
export const cellKind = { plain: 0, quoted: 1, doubled: 2 } as const;

/** Cuts an unbroken row into its cells, as places in the bytes; used again for every row. */
export class CellCutter {
  /** Cells of the last row. */
  count = 0;
  /** First byte of each cell and the first behind it, without quotes around it. */
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  kinds = new Uint8Array(64);
  readonly #delimiter: number;

  /** @param delimiter one ASCII character */
  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  cut(bytes: Buffer, start: number, end: number): void {
    this.count = 0;
    for (let at = start; ; at++) {
      at =
        at < end && byteAt(bytes, at) === quote
          ? this.#quoted(bytes, at + 1, end)
          : this.#plain(bytes, at, end);
      if (at >= end) return;
    }
  }

  /** Returns the place of the delimiter behind the cell, or the row's end. */
  #plain(bytes: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end && byteAt(bytes, at) !== this.#delimiter) at++;
    this.#add(start, at, cellKind.plain);
    return at;
  }

  #quoted(bytes: Buffer, start: number, end: number): number {
    let kind: number = cellKind.quoted;
    let at = start;
    for (;;) {
      while (at < end && byteAt(bytes, at) !== quote) at++;
      if (at + 1 >= end || byteAt(bytes, at + 1) !== quote) break;
      kind = cellKind.doubled;
      at += 2;
    }
    this.#add(start, at, kind);
    return at + 1;
  }

  #add(start: number, end: number, kind: number): void {
    if (this.count === this.starts.length) this.#grow();
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.kinds[this.count++] = kind;
  }

  #grow(): void {
    const [starts, ends, kinds] = [this.starts, this.ends, this.kinds];
    this.starts = new Int32Array(starts.length * 2);
    this.starts.set(starts);
    this.ends = new Int32Array(starts.length * 2);
    this.ends.set(ends);
    this.kinds = new Uint8Array(starts.length * 2);
    this.kinds.set(kinds);
  }

  /** The text of a cell. */
  text(bytes: Buffer, index: number): string {
    const text = bytes.toString('utf8', this.starts[index], this.ends[index]);
    return this.kinds[index] === cellKind.doubled ? text.replaceAll('""', '"') : text;
  }
}
