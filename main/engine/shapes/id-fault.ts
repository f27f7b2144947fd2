import { bsonType, type Element, elementsOf } from '../formats/bson/elements.ts';
import type { RejectReason } from '../formats/records.ts';

const unfitTypes: Readonly<Record<number, string>> = {
  [bsonType.array]: 'an array',
  [bsonType.regex]: 'a regular expression',
  [bsonType.undefined]: 'undefined',
};
const dollar = 0x24;

/**
 * Why MongoDB takes no document with that `_id`. It would say so itself, but already the question whether such a document
 * is there means something else to it, for all records of the batch: a search by an operator or a pattern.
 */
export function idFault(record: Uint8Array, id: Element): RejectReason | undefined {
  const what = unfitTypes[id.type];
  if (what !== undefined)
    return { code: 'id-invalid', message: `the _id is ${what}, which MongoDB does not take`, field: '_id' };
  if (id.type !== bsonType.object) return undefined;
  const value = record.subarray(id.valueStart, id.end);
  const [first] = elementsOf(value);
  if (first === undefined || value[first.nameStart] !== dollar) return undefined;
  const name = Buffer.from(value.subarray(first.nameStart, first.nameEnd)).toString('utf8');
  if (name === '$ref') return undefined; // A reference to another document.
  return {
    code: 'id-invalid',
    message: `the _id has the key ${name}, and keys of an _id cannot start with $`,
    field: '_id',
  };
}
