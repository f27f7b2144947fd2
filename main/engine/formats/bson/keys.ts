import { BSON, EJSON, ObjectId } from 'bson';
import {
  bsonType,
  byteAt,
  documentOf,
  type Element,
  elementAt,
  int32At,
  stringAt,
  valueEnd,
} from './elements.ts';

const numberTypes: ReadonlySet<number> = new Set([
  bsonType.int32,
  bsonType.int64,
  bsonType.double,
  bsonType.decimal128,
]);

/** A document with nothing but the `_id` of `document`, which is its first element. */
export function keyDocument(document: Uint8Array): Uint8Array {
  return documentOf(document, elementAt(document, 4));
}

/** The value in a document with nothing but the `_id`, as the driver takes it. */
export function keyValue(key: Uint8Array): unknown {
  // Nearly all ids are texts or ObjectIds, and the library makes a document of them first.
  if (key[4] === bsonType.string) return stringAt(key, 9);
  if (key[4] === bsonType.objectId) return new ObjectId(key.subarray(9, 21));
  return BSON.deserialize(key, { promoteValues: false, bsonRegExp: true })._id as unknown;
}

/** The `_id`, first element of `document`, as a text that is equal for ids that are equal to MongoDB (1 and 1.0 are). */
export function keyText(document: Uint8Array): string {
  return valueText(document, elementAt(document, 4));
}

/**
 * A number, whole and below 2^52, that is equal for documents whose `_id`s are equal to MongoDB.
 * @param start where in `bytes` the document lies
 */
export function keyHash(bytes: Uint8Array, start = 0): number {
  const type = byteAt(bytes, start + 4);
  // Behind the type stands the name, `_id`, and a zero.
  const valueStart = start + 9;
  if (numberTypes.has(type)) return textHash(keyText(bytes.subarray(start, start + int32At(bytes, start))));
  const end = valueEnd(bytes, type, valueStart);
  return hashOf(end - valueStart, (i) => byteAt(bytes, valueStart + i), type);
}

/** The same for the text of a key. */
export function textHash(text: string): number {
  return hashOf(text.length, (i) => text.charCodeAt(i), 0);
}

/** Two FNV-1a hashes of 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/), with different primes, 52 bits of them. */
function hashOf(length: number, at: (index: number) => number, seed: number): number {
  let a = 0x811c9dc5 ^ seed;
  let b = 0x811c9dc5;
  for (let i = 0; i < length; i++) {
    const unit = at(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995);
  }
  return (a >>> 0) * 2 ** 20 + (b >>> 12);
}

/** What `keyText` is for the `_id`, for the value of any element. */
export function valueText(document: Uint8Array, element: Element): string {
  if (numberTypes.has(element.type)) {
    const [number] = Object.values(
      BSON.deserialize(documentOf(document, element), { useBigInt64: true }),
    ) as unknown[]; // A document of one field.
    return `n${String(number)}`;
  }
  const bytes = document instanceof Buffer ? document : asBuffer(document);
  return String.fromCharCode(element.type) + bytes.toString('latin1', element.valueStart, element.end);
}

function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

/** The `_id` for people: relaxed Extended JSON. */
export function keyForPeople(document: Uint8Array): string {
  return EJSON.stringify(BSON.deserialize(keyDocument(document), { bsonRegExp: true })._id, {
    relaxed: true,
  });
}
