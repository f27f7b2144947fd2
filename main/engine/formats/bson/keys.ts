import { BSON, EJSON, ObjectId } from 'bson';
import { bsonType, documentOf, type Element, elementAt, stringAt } from './elements.ts';

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

/** The same for the value of any element. */
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
