import type { RejectReason } from '../formats/records.ts';
import type { ByteWriter } from '../formats/bson/document-writer.ts';

/** A document ready for the collection was appended to the writer. */
export interface Shaped {
  /** Elements at its end that are derived and only set on insert: an update of an existing document leaves them out. */
  readonly derived: number;
}

/** Says what a record means: appends the document it becomes, `_id` first, or says why it is rejected. */
export type Shaper = (record: Uint8Array, recordNumber: number, out: ByteWriter) => Shaped | RejectReason;

export function isShaped(result: Shaped | RejectReason): result is Shaped {
  return 'derived' in result;
}
