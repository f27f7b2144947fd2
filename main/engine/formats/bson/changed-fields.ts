/** What differs between two images of a document, as far as setting fields can bring one to the other. */
import {
  copyBytes,
  type Element,
  elementList,
  elementText,
  putInt32,
  sameElement,
  sameName,
} from './elements.ts';

export interface ChangedFields {
  /** The elements of the earlier image. */
  readonly elements: readonly Element[];
  /** The fields that have another value and those that are new, as a document, in the order of the later image. */
  readonly fields: Uint8Array;
  /** Names, as latin1, of the fields that have another value. */
  readonly names: ReadonlySet<string>;
}

/**
 * The fields to set so that `before` becomes `after`, field order included; undefined where that does not do it: a field
 * is gone, or stands elsewhere.
 */
export function changedFields(before: Uint8Array, after: Uint8Array): ChangedFields | undefined {
  const old = elementList(before);
  const now = elementList(after);
  if (now.length < old.length) return undefined;
  const changed: Element[] = [];
  const names = new Set<string>();
  for (let i = 0; i < now.length; i++) {
    const [was, element] = [old[i], now[i]];
    if (!element) continue;
    if (was && !sameName(before, was, after, element)) return undefined;
    if (was && sameElement(before, was, after, element)) continue;
    changed.push(element);
    if (was) names.add(elementText(after, element));
  }
  // A name that stands twice, which only broken writers make, leaves open which of the two would be set.
  if (hasTwins(after, now)) return undefined;
  return { elements: old, fields: documentOfElements(after, changed), names };
}

/** Elements from which on a set of names is quicker than comparing each with each. */
const manyElements = 48;

function hasTwins(document: Uint8Array, elements: readonly Element[]): boolean {
  if (elements.length >= manyElements)
    return new Set(elements.map((one) => elementText(document, one))).size !== elements.length;
  for (let i = 1; i < elements.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [elements[i], elements[j]];
      if (a && b && sameName(document, a, document, b)) return true;
    }
  }
  return false;
}

function documentOfElements(bytes: Uint8Array, elements: readonly Element[]): Uint8Array {
  const length = elements.reduce((sum, { start, end }) => sum + end - start, 5);
  const document = new Uint8Array(length);
  putInt32(document, 0, length);
  let at = 4;
  for (const { start, end } of elements) at = copyBytes(bytes, start, end, document, at);
  return document;
}
