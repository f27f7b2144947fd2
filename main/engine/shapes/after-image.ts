/** What becomes of a document when a record with its key arrives, on bytes. */
import type { ConflictPolicy } from '../api/requests.ts';
import { type ByteWriter, beginDocument, endDocument } from '../formats/bson/document-writer.ts';
import { type Element, elementAt, elementsOf, putInt32 } from '../formats/bson/elements.ts';
import { mergeConversations, recordIsNewer } from './merge.ts';

/** The elements of a record without the last `derived` ones, which are only set on insert. */
function ownElements(record: Uint8Array, derived: number): Element[] {
  const elements = [...elementsOf(record)];
  return derived > 0 ? elements.slice(0, -derived) : elements;
}

/**
 * The document after the record was applied, or undefined when the policy leaves it alone (`stop` does more than that,
 * but not here).
 * `update`: the record's top-level fields replace the old ones in their places, new ones follow in the file's order.
 * A key `a.b` is a key `a.b`: nothing is taken apart.
 */
export function afterImage(
  policy: ConflictPolicy,
  before: Uint8Array,
  record: Uint8Array,
  derived: number,
  out: ByteWriter,
): Uint8Array | undefined {
  if (policy === 'skip' || policy === 'stop') return undefined;
  if (policy === 'replace') return withIdOf(before, record);
  if (policy === 'newer' && !recordIsNewer(before, record)) return undefined;
  if (policy === 'merge') return mergeConversations(before, withoutDerived(record, derived, out));
  const mine = ownElements(record, derived);
  const byName = new Map(mine.map((element) => [nameOf(record, element), element]));
  const start = out.position;
  beginDocument(out);
  for (const element of elementsOf(before)) {
    const name = nameOf(before, element);
    const replacement = name === '_id' ? undefined : byName.get(name);
    byName.delete(name);
    if (replacement) out.append(record.subarray(replacement.start, replacement.end));
    else out.append(before.subarray(element.start, element.end));
  }
  for (const element of byName.values()) out.append(record.subarray(element.start, element.end));
  endDocument(out, start);
  return Uint8Array.from(out.written(start));
}

/** The record under the `_id` of the document it replaces, which is another one where records are matched by other fields. */
function withIdOf(before: Uint8Array, record: Uint8Array): Uint8Array {
  const [old, mine] = [elementAt(before, 4), elementAt(record, 4)];
  const id = before.subarray(old.start, old.end);
  if (Buffer.compare(id, record.subarray(mine.start, mine.end)) === 0) return record;
  const length = 4 + id.length + (record.length - mine.end);
  const document = new Uint8Array(length);
  putInt32(document, 0, length);
  document.set(id, 4);
  document.set(record.subarray(mine.end), 4 + id.length);
  return document;
}

/** The record as it was in the file, without what was derived from it. */
function withoutDerived(record: Uint8Array, derived: number, out: ByteWriter): Uint8Array {
  if (derived === 0) return record;
  const start = out.position;
  beginDocument(out);
  for (const element of ownElements(record, derived)) out.append(record.subarray(element.start, element.end));
  endDocument(out, start);
  return Uint8Array.from(out.written(start));
}

/** As latin1: a name is only compared with names. */
function nameOf(bytes: Uint8Array, element: Element): string {
  return Buffer.from(
    bytes.buffer,
    bytes.byteOffset + element.nameStart,
    element.nameEnd - element.nameStart,
  ).toString('latin1');
}
