import { documentsIn, int32At, nameEndAt } from './elements.ts';

/** Documents that travel together. `array`: as the elements of a BSON array; `sequence`: one directly behind the other. */
export interface DocumentBatch {
  readonly form: 'array' | 'sequence';
  /** Nobody else uses the memory. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The documents; the views share the memory of the batch. */
export function documentsOf({ form, bytes }: DocumentBatch): Iterable<Uint8Array> {
  return form === 'array' ? documentsOfArray(bytes) : documentsIn(bytes);
}

function* documentsOfArray(array: Uint8Array): Generator<Uint8Array> {
  const end = array.length - 1;
  for (let at = 4; at < end;) {
    const start = nameEndAt(array, at) + 1;
    at = start + int32At(array, start);
    yield array.subarray(start, at);
  }
}
