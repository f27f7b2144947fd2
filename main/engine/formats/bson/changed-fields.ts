/** What differs between two images of a document, as far as setting fields can bring one to the other. */
import { byteAt, type Element, elementAt, int32At, putInt32 } from './elements.ts';

/** Bytes from which on a native comparison beats a loop. */
const nativeFrom = 64;

export interface ChangedFields {
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
  const all = new Set<string>();
  for (const [i, element] of now.entries()) {
    const was = old[i];
    if (was && !sameName(before, was, after, element)) return undefined;
    const name = elementText(after, element);
    all.add(name);
    if (!was) changed.push(element);
    else if (!sameElement(before, was, after, element)) {
      changed.push(element);
      names.add(name);
    }
  }
  // A name that stands twice, which only broken writers make, leaves open which of the two would be set.
  if (all.size !== now.length) return undefined;
  return { fields: documentOfElements(after, changed), names };
}

/** The elements of a document. */
export function elementList(document: Uint8Array): Element[] {
  const elements: Element[] = [];
  const end = int32At(document, 0) - 1;
  for (let at = 4; at < end;) {
    const element = elementAt(document, at);
    elements.push(element);
    at = element.end;
  }
  return elements;
}

/** As latin1: a name is only compared with names. */
export function elementText(bytes: Uint8Array, { nameStart, nameEnd }: Element): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + nameStart, nameEnd - nameStart).toString('latin1');
}

/** Type, name and value are the same. */
export function sameElement(a: Uint8Array, inA: Element, b: Uint8Array, inB: Element): boolean {
  const length = inA.end - inA.start;
  if (length !== inB.end - inB.start) return false;
  if (length > nativeFrom)
    return Buffer.compare(a.subarray(inA.start, inA.end), b.subarray(inB.start, inB.end)) === 0;
  return sameBytes(a, inA.start, b, inB.start, length);
}

export function sameName(a: Uint8Array, inA: Element, b: Uint8Array, inB: Element): boolean {
  const length = inA.nameEnd - inA.nameStart;
  return length === inB.nameEnd - inB.nameStart && sameBytes(a, inA.nameStart, b, inB.nameStart, length);
}

function sameBytes(a: Uint8Array, startA: number, b: Uint8Array, startB: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (byteAt(a, startA + i) !== byteAt(b, startB + i)) return false;
  return true;
}

function documentOfElements(bytes: Uint8Array, elements: readonly Element[]): Uint8Array {
  const length = elements.reduce((sum, { start, end }) => sum + end - start, 5);
  const document = new Uint8Array(length);
  putInt32(document, 0, length);
  let at = 4;
  for (const { start, end } of elements) {
    document.set(bytes.subarray(start, end), at);
    at += end - start;
  }
  return document;
}
