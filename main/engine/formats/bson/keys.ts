import { BSON, EJSON } from 'bson';
import { bsonType, documentOf, type Element, elementAt } from './elements.ts';

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
  const { buffer, byteOffset } = document;
  const value = Buffer.from(buffer, byteOffset + element.valueStart, element.end - element.valueStart);
  return String.fromCharCode(element.type) + value.toString('latin1');
}

/** The `_id` for people: relaxed Extended JSON. */
export function keyForPeople(document: Uint8Array): string {
  return EJSON.stringify(BSON.deserialize(keyDocument(document), { bsonRegExp: true })._id, {
    relaxed: true,
  });
}
