/** Records with their fields renamed, converted and left out, before a shaper says what they mean. */
import type { FieldRule, FieldType } from '../../api/requests.ts';
import { beginDocument, ByteWriter, endDocument } from '../../formats/bson/document-writer.ts';
import { bsonType, byteAt, elementEnd, int32At, nameEndAt } from '../../formats/bson/elements.ts';
import type { RejectReason } from '../../formats/records.ts';
import type { Shaper } from '../shaper.ts';
import { convertValue, fits, shownValue } from './convert.ts';
import { type FieldChange, fieldChanges, type FieldChanges } from './field-rules.ts';

/** Bytes of a record from which on the memory for it is given back. */
const keptBytes = 1024 * 1024;

/** Throws `mapping-invalid`. */
export function mapped(rules: readonly FieldRule[], shaper: Shaper): Shaper {
  const changes = fieldChanges(rules);
  const scratch = new ByteWriter();
  return (record, recordNumber, out) => {
    scratch.shrink(keptBytes);
    const fault = putDocument(record, 0, changes, scratch);
    return fault ?? shaper(scratch.written(), recordNumber, out);
  };
}

/** Appends the document at `start` as the changes make it, or says why it cannot be. */
function putDocument(
  bytes: Uint8Array,
  start: number,
  { byName, newNames }: FieldChanges,
  out: ByteWriter,
): RejectReason | undefined {
  const end = start + int32At(bytes, start) - 1;
  const taken = newNames.size > 0 ? new Set<string>() : undefined;
  const begun = beginDocument(out);
  // What is left as it is, is copied in one piece with its neighbours.
  let unwritten = start + 4;
  for (let at = start + 4; at < end;) {
    const nameEnd = nameEndAt(bytes, at);
    const next = elementEnd(bytes, at, nameEnd);
    const name = latin1(bytes, at + 1, nameEnd);
    const change = byName.get(name);
    if (change?.isLeftOut !== true && taken) {
      const fault = takeName(
        change?.name ? latin1(change.name, 0, change.name.length) : name,
        newNames,
        taken,
      );
      if (fault) return fault;
    }
    if (change) {
      out.append(bytes.subarray(unwritten, at));
      unwritten = next;
      const fault = putField(bytes, { at, nameEnd, next }, change, out);
      if (fault) return fault;
    }
    at = next;
  }
  out.append(bytes.subarray(unwritten, end));
  endDocument(out, begun);
  return undefined;
}

/** Two fields of one name would be a document that most programs read one of. */
function takeName(name: string, newNames: ReadonlySet<string>, taken: Set<string>): RejectReason | undefined {
  if (!newNames.has(name)) return undefined;
  if (!taken.has(name)) {
    taken.add(name);
    return undefined;
  }
  const field = Buffer.from(name, 'latin1').toString();
  return {
    code: 'field-twice',
    message: `More than one field of the record would be called ${field}.`,
    field,
  };
}

interface Place {
  readonly at: number;
  readonly nameEnd: number;
  readonly next: number;
}

function putField(
  bytes: Uint8Array,
  { at, nameEnd, next }: Place,
  change: FieldChange,
  out: ByteWriter,
): RejectReason | undefined {
  if (change.isLeftOut) return undefined;
  const typeAt = out.position;
  out.append(bytes.subarray(at, at + 1));
  out.append(change.name ?? bytes.subarray(at + 1, nameEnd));
  out.append(zero);
  const value = { type: byteAt(bytes, at), start: nameEnd + 1, end: next };
  return putValue(bytes, value, change, out, typeAt);
}

const zero = Uint8Array.of(0);

interface Value {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

/** @param typeAt where the type byte of the value is in `out` */
function putValue(
  bytes: Uint8Array,
  value: Value,
  change: FieldChange,
  out: ByteWriter,
  typeAt: number,
): RejectReason | undefined {
  const { type, start, end } = value;
  const { type: wanted, inside } = change;
  if (type === bsonType.array && (inside || wanted)) return putItems(bytes, start, change, out);
  if (type === bsonType.object && inside) return putDocument(bytes, start, inside, out);
  if (wanted === undefined || fits(type, wanted)) {
    out.append(bytes.subarray(start, end));
    return undefined;
  }
  const converted = convertValue(bytes, type, start, wanted);
  if (!converted) return mismatch(change.path, shownValue(bytes, type, start), wanted);
  out.bytes[typeAt] = converted.type;
  converted.write(out);
  return undefined;
}

/** A rule for an array is one for each of its elements. */
function putItems(
  bytes: Uint8Array,
  start: number,
  change: FieldChange,
  out: ByteWriter,
): RejectReason | undefined {
  const end = start + int32At(bytes, start) - 1;
  const begun = beginDocument(out);
  for (let at = start + 4; at < end;) {
    const nameEnd = nameEndAt(bytes, at);
    const next = elementEnd(bytes, at, nameEnd);
    const typeAt = out.position;
    out.append(bytes.subarray(at, nameEnd + 1));
    const value = { type: byteAt(bytes, at), start: nameEnd + 1, end: next };
    const fault = putValue(bytes, value, change, out, typeAt);
    if (fault) return fault;
    at = next;
  }
  endDocument(out, begun);
  return undefined;
}

const typeWords: Readonly<Record<FieldType, string>> = {
  string: 'text',
  integer: 'a whole number',
  double: 'a number',
  decimal: 'a decimal number',
  boolean: 'true or false',
  date: 'a date',
  objectId: 'an ObjectId',
};

function mismatch(field: string, shown: string, wanted: FieldType): RejectReason {
  return {
    code: 'field-type',
    message: `${field} holds ${shown}, which is not ${typeWords[wanted]}.`,
    field,
  };
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}
