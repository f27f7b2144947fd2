/** What becomes of a document when a record with its key arrives, on bytes. */
import type { ConflictPolicy } from '../api/requests.ts';
import {
  copyBytes,
  type Element,
  elementAt,
  elementList,
  elementText,
  putInt32,
  sameElement,
  sameName,
} from '../formats/bson/elements.ts';
import { mergeConversations, recordIsNewer } from './merge.ts';

/** The elements of a record without the last `derived` ones, which are only set on insert. */
function ownElements(record: Uint8Array, derived: number): Element[] {
  const elements = elementList(record);
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
): Uint8Array | undefined {
  if (policy === 'skip' || policy === 'stop') return undefined;
  if (policy === 'replace') return withIdOf(before, record);
  if (policy === 'newer' && !recordIsNewer(before, record)) return undefined;
  if (policy === 'merge') return mergeConversations(before, withoutDerived(record, derived));
  return updated(before, record, ownElements(record, derived));
}

/** `before` itself where the record changes nothing. */
function updated(before: Uint8Array, record: Uint8Array, mine: readonly Element[]): Uint8Array {
  const old = elementList(before);
  const replacements = inOrder(before, old, record, mine) ?? byName(before, old, record, mine);
  let length = before.length;
  let isSame = replacements.length === old.length;
  // By index: this runs for every field of every document.
  for (let i = 0; i < replacements.length; i++) {
    const [was, element] = [old[i], replacements[i]];
    if (!element) continue;
    length += element.end - element.start - (was ? was.end - was.start : 0);
    if (isSame && was) isSame = sameElement(before, was, record, element);
  }
  if (isSame) return before;
  const document = new Uint8Array(length);
  putInt32(document, 0, length);
  let at = 4;
  for (let i = 0; i < replacements.length; i++) {
    const [was, element] = [old[i], replacements[i]];
    if (element) at = copyBytes(record, element.start, element.end, document, at);
    else if (was) at = copyBytes(before, was.start, was.end, document, at);
  }
  return document;
}

/**
 * What of the record replaces each field of the document, then what is new; for records whose fields stand in the document's
 * order, which is nearly all of them. Undefined for others.
 */
function inOrder(
  before: Uint8Array,
  old: readonly Element[],
  record: Uint8Array,
  mine: readonly Element[],
): (Element | undefined)[] | undefined {
  if (mine.length > old.length) return undefined;
  const replacements: (Element | undefined)[] = [];
  for (let i = 0; i < old.length; i++) {
    const [was, element] = [old[i], mine[i]];
    if (was && element && !sameName(before, was, record, element)) return undefined;
    replacements.push(i === 0 ? undefined : element);
  }
  return replacements;
}

function byName(
  before: Uint8Array,
  old: readonly Element[],
  record: Uint8Array,
  mine: readonly Element[],
): (Element | undefined)[] {
  const open = new Map(mine.map((element) => [elementText(record, element), element]));
  const replacements = old.map((was) => {
    const name = elementText(before, was);
    const replacement = name === '_id' ? undefined : open.get(name);
    open.delete(name);
    return replacement;
  });
  return [...replacements, ...open.values()];
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

/** The record as it was in the file, without what was derived from it, which stands at its end. */
function withoutDerived(record: Uint8Array, derived: number): Uint8Array {
  if (derived === 0) return record;
  const end = ownElements(record, derived).at(-1)?.end ?? 4;
  const document = new Uint8Array(end + 1);
  putInt32(document, 0, document.length);
  document.set(record.subarray(4, end), 4);
  return document;
}
