/** What differs between two images of a document, as far as setting fields can bring one to the other. */
import { ElementTable } from './element-table.ts';
import { copyBytes, putInt32 } from './elements.ts';

export interface ChangedFields {
  /** The fields that have another value and those that are new, as a document, in the order of the later image. */
  readonly fields: Uint8Array;
  /** Their names, as latin1. */
  readonly names: readonly string[];
}

const old = new ElementTable();
const now = new ElementTable();

/**
 * The fields to set so that `before` becomes `after`, field order included; undefined where that does not do it: a field
 * is gone, or stands elsewhere.
 */
export function changedFields(before: Uint8Array, after: Uint8Array): ChangedFields | undefined {
  old.read(before);
  now.read(after);
  if (now.count < old.count) return undefined;
  for (let i = 0; i < old.count; i++) if (!now.hasNameOf(i, old, i)) return undefined;
  // A name that stands twice, which only broken writers make, leaves open which of the two would be set.
  if (hasTwins(now)) return undefined;
  const changed: number[] = [];
  for (let i = 0; i < now.count; i++) if (i >= old.count || !now.equals(i, old, i)) changed.push(i);
  return { fields: documentOfElements(after, now, changed), names: changed.map((i) => now.name(i)) };
}

/** Elements from which on a set of names is quicker than comparing each with each. */
const manyElements = 48;

function hasTwins(elements: ElementTable): boolean {
  const { count } = elements;
  if (count >= manyElements)
    return new Set(Array.from({ length: count }, (_, i) => elements.name(i))).size !== count;
  for (let i = 1; i < count; i++) {
    for (let j = 0; j < i; j++) if (elements.hasNameOf(i, elements, j)) return true;
  }
  return false;
}

function documentOfElements(bytes: Uint8Array, elements: ElementTable, which: readonly number[]): Uint8Array {
  let length = 5;
  for (const i of which) length += elements.end(i) - elements.start(i);
  const document = new Uint8Array(length);
  putInt32(document, 0, length);
  let at = 4;
  for (const i of which) at = copyBytes(bytes, elements.start(i), elements.end(i), document, at);
  return document;
}
