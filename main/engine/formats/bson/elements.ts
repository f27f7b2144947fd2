/**
 * BSON without objects: documents stay bytes, and code walks over their elements.
 * Layout: https://bsonspec.org/spec.html (a document is int32 length, elements, 0x00; an element is type, name, 0x00, value).
 */

export const bsonType = {
  double: 0x01,
  string: 0x02,
  object: 0x03,
  array: 0x04,
  binary: 0x05,
  undefined: 0x06,
  objectId: 0x07,
  boolean: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  dbPointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  int32: 0x10,
  timestamp: 0x11,
  int64: 0x12,
  decimal128: 0x13,
  minKey: 0xff,
  maxKey: 0x7f,
} as const;

const typeNames: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(bsonType).map(([name, code]) => [code, name]),
);

/** The name of a BSON type as reports show it. */
export function bsonTypeName(type: number): string {
  return typeNames[type] ?? `type ${type}`;
}

/** The byte at `index`. The callers' offsets come from lengths they checked, which the type checker cannot see. */
export function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

/** A little-endian int32, as BSON writes lengths. */
export function int32At(bytes: Uint8Array, index: number): number {
  return (
    byteAt(bytes, index) |
    (byteAt(bytes, index + 1) << 8) |
    (byteAt(bytes, index + 2) << 16) |
    (byteAt(bytes, index + 3) << 24)
  );
}

export function putInt32(bytes: Uint8Array, index: number, value: number): void {
  bytes[index] = value;
  bytes[index + 1] = value >> 8;
  bytes[index + 2] = value >> 16;
  bytes[index + 3] = value >> 24;
}

/** The first byte after the value of `type` that starts at `start`. Throws on bytes that are not BSON. */
export function valueEnd(bytes: Uint8Array, type: number, start: number): number {
  switch (type) {
    case bsonType.string:
    case bsonType.code:
    case bsonType.symbol:
      return start + 4 + int32At(bytes, start);
    case bsonType.object:
    case bsonType.array:
    case bsonType.codeWithScope:
      return start + int32At(bytes, start);
    case bsonType.double:
    case bsonType.date:
    case bsonType.timestamp:
    case bsonType.int64:
      return start + 8;
    case bsonType.int32:
      return start + 4;
    case bsonType.boolean:
      return start + 1;
    case bsonType.null:
    case bsonType.undefined:
    case bsonType.minKey:
    case bsonType.maxKey:
      return start;
    case bsonType.objectId:
      return start + 12;
    case bsonType.decimal128:
      return start + 16;
    case bsonType.binary:
      return start + 5 + int32At(bytes, start);
    case bsonType.dbPointer:
      return start + 4 + int32At(bytes, start) + 12;
    case bsonType.regex:
      return bytes.indexOf(0, bytes.indexOf(0, start) + 1) + 1;
    default:
      throw new RangeError(`0x${type.toString(16)} is not a BSON type`);
  }
}

/** Where an element lies in its buffer. */
export interface Element {
  readonly type: number;
  /** The type byte. */
  readonly start: number;
  readonly nameStart: number;
  /** The zero byte after the name. */
  readonly nameEnd: number;
  readonly valueStart: number;
  /** First byte after the element. */
  readonly end: number;
}

/** The elements of the document that starts at `start`, in order. */
export function* elementsOf(bytes: Uint8Array, start = 0): Generator<Element> {
  const end = start + int32At(bytes, start) - 1;
  let at = start + 4;
  while (at < end) {
    const element = elementAt(bytes, at);
    yield element;
    at = element.end;
  }
}

/** The zero byte behind the name of the element whose type byte is at `start`. */
export function nameEndAt(bytes: Uint8Array, start: number): number {
  let nameEnd = start + 1;
  while (byteAt(bytes, nameEnd) !== 0) nameEnd++;
  return nameEnd;
}

/** The first byte behind the element whose type byte is at `start`. @param nameEnd from `nameEndAt` */
export function elementEnd(bytes: Uint8Array, start: number, nameEnd: number): number {
  return valueEnd(bytes, byteAt(bytes, start), nameEnd + 1);
}

/** The element whose type byte is at `start`. */
export function elementAt(bytes: Uint8Array, start: number): Element {
  const type = byteAt(bytes, start);
  const nameEnd = nameEndAt(bytes, start);
  const valueStart = nameEnd + 1;
  return { type, start, nameStart: start + 1, nameEnd, valueStart, end: valueEnd(bytes, type, valueStart) };
}

/** A document with nothing but that element. */
export function documentOf(bytes: Uint8Array, { start, end }: Element): Uint8Array {
  const document = new Uint8Array(4 + (end - start) + 1);
  putInt32(document, 0, document.length);
  document.set(bytes.subarray(start, end), 4);
  return document;
}

/** The element at `path`, whose names lead through embedded documents; undefined when there is none. */
export function elementAtPath(bytes: Uint8Array, path: readonly string[]): Element | undefined {
  let start = 0;
  let found: Element | undefined;
  for (const [depth, name] of path.entries()) {
    if (depth > 0) {
      if (found?.type !== bsonType.object) return undefined;
      start = found.valueStart;
    }
    found = findElement(bytes, name, start);
    if (!found) return undefined;
  }
  return found;
}

const decoder = new TextDecoder();

export function elementName(bytes: Uint8Array, element: Element): string {
  return decoder.decode(bytes.subarray(element.nameStart, element.nameEnd));
}

/** The text of a string value that starts at `valueStart`. */
export function stringAt(bytes: Uint8Array, valueStart: number): string {
  return decoder.decode(bytes.subarray(valueStart + 4, valueStart + 4 + int32At(bytes, valueStart) - 1));
}

/** The element named `name` of the document at `start`, if it has one. */
export function findElement(bytes: Uint8Array, name: string, start = 0): Element | undefined {
  const end = start + int32At(bytes, start) - 1;
  for (let at = start + 4; at < end;) {
    const nameEnd = nameEndAt(bytes, at);
    if (asciiEquals(bytes, at + 1, nameEnd, name)) return elementAt(bytes, at);
    at = elementEnd(bytes, at, nameEnd);
  }
  return undefined;
}

/** Compares without decoding where the name is ASCII, which all names that Sluice looks for are. */
export function nameEquals(bytes: Uint8Array, element: Element, name: string): boolean {
  return asciiEquals(bytes, element.nameStart, element.nameEnd, name);
}

/** Are these bytes that ASCII text? */
export function asciiEquals(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (byteAt(bytes, start + i) !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Splits concatenated documents; the views share the memory of `bytes`. */
export function* documentsIn(bytes: Uint8Array): Generator<Uint8Array> {
  let at = 0;
  while (at < bytes.length) {
    const length = int32At(bytes, at);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

const scratch = new DataView(new ArrayBuffer(8));

/** The double at `index`. */
export function float64At(bytes: Uint8Array, index: number): number {
  copyToScratch(bytes, index);
  return scratch.getFloat64(0, true);
}

/** The int64 at `index`. */
export function int64At(bytes: Uint8Array, index: number): bigint {
  copyToScratch(bytes, index);
  return scratch.getBigInt64(0, true);
}

function copyToScratch(bytes: Uint8Array, index: number): void {
  scratch.setInt32(0, int32At(bytes, index), true);
  scratch.setInt32(4, int32At(bytes, index + 4), true);
}

/** Copies bytes[start, end) to `target`; returns the place behind them. */
export function copyBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
): number {
  return at + Buffer.prototype.copy.call(bytes, target, at, start, end);
}
