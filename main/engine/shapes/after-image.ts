/** What becomes of a document when a record with its key arrives, on bytes. */
import type { ConflictPolicy } from '../api/requests.ts';
import { ElementTable } from '../formats/bson/element-table.ts';
import { copyBytes, elementAt, putInt32 } from '../formats/bson/elements.ts';
import { mergeConversations, recordIsNewer } from './merge.ts';

/** Where the bytes of a new image go; memory that the caller takes back when it is done with a batch. */
export type ImageMemory = (length: number) => Uint8Array;

const ownMemory: ImageMemory = (length) => new Uint8Array(length);

const old = new ElementTable();
const mine = new ElementTable();
/** For each field of the document, then for each new one: the element of the record that it becomes, or -1. */
let replacing = new Int32Array(64);

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
  memory: ImageMemory = ownMemory,
): Uint8Array | undefined {
  if (policy === 'skip' || policy === 'stop') return undefined;
  if (policy === 'replace') return withIdOf(before, record);
  if (policy === 'newer' && !recordIsNewer(before, record)) return undefined;
  if (policy === 'merge') return mergeConversations(before, withoutDerived(record, derived));
  return updated(before, record, derived, memory);
}

/** `before` itself where the record changes nothing. */
function updated(before: Uint8Array, record: Uint8Array, derived: number, memory: ImageMemory): Uint8Array {
  old.read(before);
  mine.read(record);
  // The last ones are only set on insert.
  const own = mine.count - derived;
  if (replacing.length < old.count + own) replacing = new Int32Array(2 * (old.count + own));
  const count = replaceInOrder(own) ? old.count : replaceByName(own);
  let length = before.length;
  let isSame = count === old.count;
  for (let i = 0; i < count; i++) {
    const element = replacing[i] as number;
    if (element < 0) continue;
    length += mine.end(element) - mine.start(element) - (i < old.count ? old.end(i) - old.start(i) : 0);
    if (isSame) isSame = old.equals(i, mine, element);
  }
  return isSame ? before : copyTogether(before, record, count, memory(length));
}

/** Fields that follow each other in the same image are copied together. */
function copyTogether(before: Uint8Array, record: Uint8Array, count: number, image: Uint8Array): Uint8Array {
  putInt32(image, 0, image.length);
  let at = 4;
  for (let i = 0; i < count;) {
    const first = replacing[i] as number;
    let end = i + 1;
    if (first < 0) {
      while (end < count && (replacing[end] as number) < 0) end++;
      at = copyBytes(before, old.start(i), old.end(end - 1), image, at);
    } else {
      while (end < count && replacing[end] === first + (end - i)) end++;
      at = copyBytes(record, mine.start(first), mine.end(first + (end - i) - 1), image, at);
    }
    i = end;
  }
  image[at] = 0;
  return image;
}

/** For records whose fields stand in the document's order, which is nearly all of them; false for others. */
function replaceInOrder(own: number): boolean {
  if (own > old.count) return false;
  for (let i = 0; i < old.count; i++) {
    if (i < own && !old.hasNameOf(i, mine, i)) return false;
    replacing[i] = i > 0 && i < own ? i : -1;
  }
  return true;
}

/** Returns how many fields there are. */
function replaceByName(own: number): number {
  const open = new Map(Array.from({ length: own }, (_, i) => [mine.name(i), i]));
  for (let i = 0; i < old.count; i++) {
    const name = old.name(i);
    replacing[i] = name === '_id' ? -1 : (open.get(name) ?? -1);
    open.delete(name);
  }
  let count = old.count;
  for (const i of open.values()) replacing[count++] = i;
  return count;
}

/** The record under the `_id` of the document it replaces, which is another one where records are matched by other fields. */
function withIdOf(before: Uint8Array, record: Uint8Array): Uint8Array {
  const [kept, gone] = [elementAt(before, 4), elementAt(record, 4)];
  const id = before.subarray(kept.start, kept.end);
  if (Buffer.compare(id, record.subarray(gone.start, gone.end)) === 0) return record;
  const length = 4 + id.length + (record.length - gone.end);
  const document = new Uint8Array(length);
  putInt32(document, 0, length);
  document.set(id, 4);
  document.set(record.subarray(gone.end), 4 + id.length);
  return document;
}

/** The record as it was in the file, without what was derived from it, which stands at its end. */
function withoutDerived(record: Uint8Array, derived: number): Uint8Array {
  if (derived === 0) return record;
  mine.read(record);
  const own = mine.count - derived;
  const end = own > 0 ? mine.end(own - 1) : 4;
  const document = new Uint8Array(end + 1);
  putInt32(document, 0, document.length);
  document.set(record.subarray(4, end), 4);
  return document;
}
