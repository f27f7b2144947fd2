/** Rows to BSON, from the bytes of their cells; where each cell goes is decided once, by the header. */
import { Double } from 'bson';
import { SluiceError } from '../../api/errors.ts';
import { type ByteWriter, beginDocument, endDocument } from '../bson/document-writer.ts';
import { bsonType, byteAt, putInt32 } from '../bson/elements.ts';
import { type CellCutter, cellKind } from './cell-cutter.ts';
import { fastDate, fastInteger } from './fast-cells.ts';
import type { ColumnNode, ColumnTree } from './header.ts';
import { type ColumnType, type CellValue, cellValue } from './types.ts';

/** A node of the header's tree with the bytes of its name: a place for the type, the name, a zero. */
type Part =
  | { readonly kind: 'cell'; readonly head: Uint8Array; readonly column: number }
  | {
      readonly kind: 'parts';
      readonly head: Uint8Array;
      readonly type: number;
      readonly parts: readonly Part[];
    };

/** From so many bytes on, a native copy beats a loop. */
const nativeFrom = 32;
const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);

export class RowWriter {
  readonly #parts: readonly Part[];
  readonly #out: ByteWriter;
  readonly #types: readonly ColumnType[];
  /** Per column, the cells that are not of its type and stay text. */
  readonly #misfits: number[];

  constructor(tree: ColumnTree, types: readonly ColumnType[], misfits: number[], out: ByteWriter) {
    this.#parts = partsOf(tree);
    this.#types = types;
    this.#misfits = misfits;
    this.#out = out;
  }

  /** Appends the document of the row that `cells` has just cut from `bytes`. */
  write(bytes: Buffer, cells: CellCutter): void {
    this.#fields(this.#parts, bytes, cells);
  }

  #fields(parts: readonly Part[], bytes: Buffer, cells: CellCutter): void {
    const out = this.#out;
    const start = beginDocument(out);
    for (const part of parts) {
      const typeAt = out.position;
      out.append(part.head);
      if (part.kind === 'cell') out.bytes[typeAt] = this.#cell(part.column, bytes, cells);
      else {
        out.bytes[typeAt] = part.type;
        this.#fields(part.parts, bytes, cells);
      }
    }
    endDocument(out, start);
  }

  /** Writes the value; returns its BSON type. */
  #cell(column: number, bytes: Buffer, cells: CellCutter): number {
    const start = cells.starts[column] ?? 0;
    const end = cells.ends[column] ?? 0;
    const type = this.#types[column] ?? 'text';
    if (type === 'text') return this.#text(bytes, start, end, cells.kinds[column] ?? 0);
    if (start === end) return bsonType.null;
    const out = this.#out;
    out.ensure(8);
    if (type === 'integer') {
      const value = fastInteger(bytes, start, end);
      if (value !== undefined) return this.#int32(value);
    } else if (type === 'date') {
      const value = fastDate(bytes, start, end);
      if (value !== undefined) return this.#date(value);
    }
    const value = cellValue(type, cells.text(bytes, column));
    if (value !== undefined) return this.#value(value);
    this.#misfits[column] = (this.#misfits[column] ?? 0) + 1;
    return this.#text(bytes, start, end, cells.kinds[column] ?? 0);
  }

  #text(bytes: Buffer, start: number, end: number, kind: number): number {
    const out = this.#out;
    out.ensure(5 + end - start);
    const lengthAt = out.position;
    out.position += 4;
    if (kind === cellKind.doubled) this.#undoubled(bytes, start, end);
    else if (end - start < nativeFrom) {
      const target = out.bytes;
      let to = out.position;
      for (let at = start; at < end; at++) target[to++] = byteAt(bytes, at);
      out.position = to;
    } else {
      bytes.copy(out.bytes, out.position, start, end);
      out.position += end - start;
    }
    out.bytes[out.position++] = 0;
    putInt32(out.bytes, lengthAt, out.position - lengthAt - 4);
    return bsonType.string;
  }

  /** Between quotes every second one of a pair goes. */
  #undoubled(bytes: Buffer, start: number, end: number): void {
    const out = this.#out;
    let to = out.position;
    for (let at = start; at < end; at++) {
      const c = byteAt(bytes, at);
      out.bytes[to++] = c;
      if (c === 0x22) at++;
    }
    out.position = to;
  }

  #value(value: CellValue): number {
    if (value === null) return bsonType.null;
    if (typeof value === 'number') return this.#int32(value);
    if (typeof value === 'bigint') {
      scratch.setBigInt64(0, value, true);
      this.#out.append(scratchBytes);
      return bsonType.int64;
    }
    if (typeof value === 'boolean') {
      this.#out.bytes[this.#out.position++] = value ? 1 : 0;
      return bsonType.boolean;
    }
    if (value instanceof Date) return this.#date(value.getTime());
    if (value instanceof Double) {
      scratch.setFloat64(0, value.value, true);
      this.#out.append(scratchBytes);
      return bsonType.double;
    }
    throw new SluiceError('internal', { reason: 'a cell became a text, which is written from its bytes' });
  }

  #int32(value: number): number {
    putInt32(this.#out.bytes, this.#out.position, value);
    this.#out.position += 4;
    return bsonType.int32;
  }

  /** @param value milliseconds since 1970 */
  #date(value: number): number {
    const high = Math.floor(value / 2 ** 32);
    putInt32(this.#out.bytes, this.#out.position, value - high * 2 ** 32);
    putInt32(this.#out.bytes, this.#out.position + 4, high);
    this.#out.position += 8;
    return bsonType.date;
  }
}

function partsOf(node: Exclude<ColumnNode, { kind: 'cell' }>): Part[] {
  // Arrays have no holes, but their columns may stand in any order.
  const children: Iterable<readonly [string | number, ColumnNode]> =
    node.kind === 'fields' ? node.fields : [...node.items].toSorted(([a], [b]) => a - b);
  return Array.from(children, ([name, child]): Part => {
    if (String(name).includes('\0'))
      throw new SluiceError('csv-header', { reason: 'a name contains a zero character' });
    const head = Buffer.from(`\0${name}\0`, 'utf8');
    if (child.kind === 'cell') return { kind: 'cell', head, column: child.column };
    const type = child.kind === 'fields' ? bsonType.object : bsonType.array;
    return { kind: 'parts', head, type, parts: partsOf(child) };
  });
}
