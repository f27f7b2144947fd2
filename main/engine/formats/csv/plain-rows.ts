/** Rows of columns that are fields of the document itself: from BSON bytes to CSV bytes. */
import { ByteWriter } from '../bson/document-writer.ts';
import {
  asciiEquals,
  bsonType,
  byteAt,
  elementEnd,
  float64At,
  int32At,
  int64At,
  nameEndAt,
  valueEnd,
} from '../bson/elements.ts';
import { doubleText, dateText } from './types.ts';

const [quote, comma, lineFeed, carriageReturn] = [0x22, 0x2c, 0x0a, 0x0d];
/** Bytes that a cell has to be quoted for. */
const special = new Uint8Array(256);
for (const byte of [quote, comma, lineFeed, carriageReturn]) special[byte] = 1;

interface Column {
  readonly name: Uint8Array;
  /** `id` is `_id` where a document has none. */
  readonly isId: boolean;
}

/** The text of the value of an element, for types that are seldom in a cell. */
export type OtherText = (document: Uint8Array, start: number, end: number) => string;

export class PlainRows {
  readonly out = new ByteWriter(256 * 1024);
  readonly #columns: readonly Column[];
  /** Where the element of each column stands in the document, 0 for none; last that of `_id`. */
  readonly #found: Int32Array;
  readonly #other: OtherText;

  constructor(names: readonly string[], other: OtherText) {
    this.#columns = names.map((name) => ({ name: Buffer.from(name), isId: name === 'id' }));
    this.#found = new Int32Array(names.length + 1);
    this.#other = other;
  }

  /** Appends the row of the document at the start of `document`. */
  row(document: Uint8Array): void {
    this.#look(document);
    const { out } = this;
    const objectId = this.#found.length - 1;
    for (const [i, { isId }] of this.#columns.entries()) {
      if (i > 0) this.#byte(comma);
      const start = this.#found[i] || (isId ? this.#found[objectId] : 0);
      const before = out.position;
      if (start) this.#cell(document, start);
      // A row of one empty cell would be a blank line, which is no row to any reader.
      if (objectId === 1 && out.position === before) out.append(Buffer.from('""'));
    }
    this.#byte(lineFeed);
  }

  #look(document: Uint8Array): void {
    const found = this.#found;
    found.fill(0);
    const end = int32At(document, 0) - 1;
    for (let at = 4; at < end;) {
      const nameEnd = nameEndAt(document, at);
      for (let i = 0; i < this.#columns.length; i++) {
        if (this.#isNamed(document, at + 1, nameEnd, i)) found[i] = at;
      }
      if (asciiEquals(document, at + 1, nameEnd, '_id')) found[this.#columns.length] = at;
      at = elementEnd(document, at, nameEnd);
    }
  }

  #isNamed(document: Uint8Array, start: number, end: number, column: number): boolean {
    const name = this.#columns[column]?.name;
    if (name?.length !== end - start) return false;
    for (let i = 0; i < name.length; i++) if (name[i] !== document[start + i]) return false;
    return true;
  }

  /** @param element where its type byte stands */
  #cell(document: Uint8Array, element: number): void {
    const type = byteAt(document, element);
    const start = nameEndAt(document, element) + 1;
    switch (type) {
      case bsonType.string:
        return this.#text(document, start + 4, start + 3 + int32At(document, start));
      case bsonType.null:
      case bsonType.undefined:
        return;
      case bsonType.boolean:
        return this.#ascii(byteAt(document, start) === 0 ? 'false' : 'true');
      case bsonType.int32:
        return this.#ascii(String(int32At(document, start)));
      case bsonType.int64:
        return this.#ascii(String(int64At(document, start)));
      case bsonType.double:
        return this.#ascii(doubleText(float64At(document, start)));
      case bsonType.date:
        return this.#ascii(dateText(int64At(document, start)));
      default: {
        const text = Buffer.from(this.#other(document, element, valueEnd(document, type, start)));
        return this.#text(text, 0, text.length);
      }
    }
  }

  /** In quotes where that is needed, quotes doubled. */
  #text(bytes: Uint8Array, start: number, end: number): void {
    const { out } = this;
    out.ensure((end - start) * 2 + 2);
    const target = out.bytes;
    let to = out.position;
    let at = start;
    while (at < end) {
      const c = byteAt(bytes, at);
      if (special[c] === 1) break;
      target[to++] = c;
      at++;
    }
    if (at < end) {
      to = out.position;
      target[to++] = quote;
      for (at = start; at < end; at++) {
        const c = byteAt(bytes, at);
        target[to++] = c;
        if (c === quote) target[to++] = quote;
      }
      target[to++] = quote;
    }
    out.position = to;
  }

  #ascii(text: string): void {
    const { out } = this;
    out.ensure(text.length);
    for (let i = 0; i < text.length; i++) out.bytes[out.position++] = text.charCodeAt(i);
  }

  #byte(c: number): void {
    this.out.ensure(1);
    this.out.bytes[this.out.position++] = c;
  }
}
