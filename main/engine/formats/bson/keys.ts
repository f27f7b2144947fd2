import { BSON, EJSON } from 'bson';
import { bsonType, elementAt } from './elements.ts';

const numberTypes: ReadonlySet<number> = new Set([
  bsonType.int32,
  bsonType.int64,
  bsonType.double,
  bsonType.decimal128,
]);

/** A document with nothing but the `_id` of `document`, which is its first element. */
export function keyDocument(document: Uint8Array): Uint8Array {
  const id = elementAt(document, 4);
  const length = 4 + (id.end - id.start) + 1;
  const key = new Uint8Array(length);
  key[0] = length;
  key[1] = length >> 8;
  key[2] = length >> 16;
  key[3] = length >> 24;
  key.set(document.subarray(id.start, id.end), 4);
  return key;
}

/** The `_id`, first element of `document`, as a text that is equal for ids that are equal to MongoDB (1 and 1.0 are). */
export function keyText(document: Uint8Array): string {
  const id = elementAt(document, 4);
  if (numberTypes.has(id.type))
    return `n${String(BSON.deserialize(keyDocument(document), { useBigInt64: true })._id)}`;
  return Buffer.from(document.buffer, document.byteOffset + id.start, id.end - id.start).toString('latin1');
}

/** The `_id` for people: relaxed Extended JSON. */
export function keyForPeople(document: Uint8Array): string {
  return EJSON.stringify(BSON.deserialize(keyDocument(document), { bsonRegExp: true })._id, {
    relaxed: true,
  });
}
