/**
 * BSON documents to Extended JSON v2 text without objects in between.
 * Doubles always show that they are doubles (`1.0`), so that they come back as such.
 */
import { BSON, EJSON } from 'bson';
import { ByteWriter, beginDocument, endDocument } from '../bson/document-writer.ts';
import {
  bsonType,
  byteAt,
  type Element,
  elementsOf,
  int32At,
  nameEquals,
  valueEnd,
} from '../bson/elements.ts';
import { putJsonText } from './escape.ts';

export type EjsonMode = 'relaxed' | 'canonical';

export interface JsonWriteOptions {
  readonly ejson: EjsonMode;
  /** Conversations: leave out an `_id` that equals `id`. */
  readonly hideEqualId: boolean;
}

/** 9999-12-31T23:59:59.999Z: relaxed Extended JSON writes dates from 1970 to here as text. */
const lastTextDate = 253402300799999;
const view = {
  of: (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
};

/** Writes documents as text; one encoder serves one thread. */
export class JsonEncoder {
  readonly out = new ByteWriter(1024 * 1024);
  readonly #options: JsonWriteOptions;
  readonly #scratch = new ByteWriter(4096);
  #view = view.of(new Uint8Array(0));

  constructor(options: JsonWriteOptions) {
    this.#options = options;
  }

  /** Appends the document at the start of `bytes` to `out`. */
  document(bytes: Uint8Array): void {
    this.#view = view.of(bytes);
    const hidden = this.#options.hideEqualId ? equalId(bytes) : undefined;
    this.#container(bytes, 0, 0x7b, 0x7d, hidden);
  }

  /** The text of a single value, of the type and at the place given. */
  valueText(bytes: Uint8Array, type: number, start: number, end: number): Buffer {
    this.#view = view.of(bytes);
    this.out.position = 0;
    this.#value(bytes, type, start, end);
    return this.out.written();
  }

  #container(bytes: Uint8Array, start: number, open: number, close: number, hidden?: number): void {
    const out = this.out;
    const end = start + int32At(bytes, start) - 1;
    const named = open === 0x7b;
    this.#byte(open);
    let first = true;
    let at = start + 4;
    while (at < end) {
      const elementStart = at;
      const type = byteAt(bytes, at);
      let nameEnd = at + 1;
      while (byteAt(bytes, nameEnd) !== 0) nameEnd++;
      const valueStart = nameEnd + 1;
      at = valueEnd(bytes, type, valueStart);
      if (elementStart === hidden) continue;
      if (!first) this.#byte(0x2c);
      first = false;
      if (named) {
        putJsonText(out, bytes, elementStart + 1, nameEnd);
        this.#byte(0x3a);
      }
      this.#value(bytes, type, valueStart, at);
    }
    this.#byte(close);
  }

  #value(bytes: Uint8Array, type: number, start: number, end: number): void {
    switch (type) {
      case bsonType.string:
        putJsonText(this.out, bytes, start + 4, end - 1);
        return;
      case bsonType.object:
        this.#container(bytes, start, 0x7b, 0x7d);
        return;
      case bsonType.array:
        this.#container(bytes, start, 0x5b, 0x5d);
        return;
      case bsonType.boolean:
        this.#ascii(byteAt(bytes, start) === 0 ? 'false' : 'true');
        return;
      case bsonType.null:
        this.#ascii('null');
        return;
      case bsonType.objectId:
        this.#ascii(`{"$oid":"${Buffer.from(bytes.buffer, bytes.byteOffset + start, 12).toString('hex')}"}`);
        return;
      default:
        this.#ascii(
          this.#options.ejson === 'relaxed'
            ? this.#relaxed(bytes, type, start, end)
            : this.#other(bytes, type, start, end),
        );
    }
  }

  #relaxed(bytes: Uint8Array, type: number, start: number, end: number): string {
    if (type === bsonType.int32) return String(int32At(bytes, start));
    if (type === bsonType.int64) return String(this.#view.getBigInt64(start, true));
    if (type === bsonType.double) {
      const value = this.#view.getFloat64(start, true);
      if (Number.isFinite(value)) return doubleText(value);
    }
    if (type === bsonType.date) {
      const ms = Number(this.#view.getBigInt64(start, true));
      if (ms >= 0 && ms <= lastTextDate)
        return `{"$date":"${new Date(ms).toISOString().replace('.000Z', 'Z')}"}`;
    }
    return this.#other(bytes, type, start, end);
  }

  /** The library's words for the rarer types. */
  #other(bytes: Uint8Array, type: number, start: number, end: number): string {
    const scratch = this.#scratch;
    scratch.position = 0;
    const document = beginDocument(scratch);
    scratch.ensure(3);
    scratch.bytes[scratch.position++] = type;
    scratch.bytes[scratch.position++] = 0x76;
    scratch.bytes[scratch.position++] = 0;
    scratch.append(bytes.subarray(start, end));
    endDocument(scratch, document);
    const value: unknown = BSON.deserialize(scratch.written(), { promoteValues: false, bsonRegExp: true });
    return EJSON.stringify(value, { relaxed: false }).slice('{"v":'.length, -1);
  }

  #byte(c: number): void {
    this.out.ensure(1);
    this.out.bytes[this.out.position++] = c;
  }

  #ascii(text: string): void {
    const { out } = this;
    // Symbols and code can hold any text, so the room is for UTF-8.
    out.ensure(text.length * 3);
    out.position += out.bytes.write(text, out.position, 'utf8');
  }
}

/** The shortest text that reads back as the same double, and shows that it is one. */
function doubleText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Where the `_id` element of a document starts whose value is the same as that of `id`. */
function equalId(bytes: Uint8Array): number | undefined {
  let objectId: Element | undefined;
  let id: Element | undefined;
  for (const element of elementsOf(bytes)) {
    if (nameEquals(bytes, element, '_id')) objectId = element;
    else if (nameEquals(bytes, element, 'id')) id = element;
    if (objectId && id) break;
  }
  if (!objectId || !id || objectId.type !== id.type) return undefined;
  const a = bytes.subarray(objectId.valueStart, objectId.end);
  const b = bytes.subarray(id.valueStart, id.end);
  return Buffer.compare(a, b) === 0 ? objectId.start : undefined;
}
