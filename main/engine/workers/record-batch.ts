import type { Reject } from '../api/jobs.ts';

/** Bytes in front of `documents` that are free: what sends them writes its header there instead of copying them. */
export const headroom = 64;

/** Numbers kept for each document in `positions`. */
export const positionStride = 4;

/**
 * Records read, decoded and shaped, in file order; what leaves the reader. Flat and transferable: no objects a record.
 * `documents` are the images that an insert would store, `_id` first, one behind the other.
 */
export interface RecordBatch {
  readonly documents: Uint8Array<ArrayBuffer>;
  /** Start of each document in `documents`, and the end of the last. */
  readonly offsets: Uint32Array<ArrayBuffer>;
  /** Elements at the end of each document that are only set on insert. */
  readonly derived: Uint8Array<ArrayBuffer>;
  /** XXH64 of each document. */
  readonly hashes: BigUint64Array<ArrayBuffer>;
  /** Record number, line, first byte and byte after of each document. */
  readonly positions: Float64Array<ArrayBuffer>;
  readonly rejects: readonly Reject[];
  /** Records read, rejected ones included. */
  readonly read: number;
  readonly firstRecord: number;
  /** The part of the source that this batch deals with; the ranges of all batches cover it without gaps. */
  readonly byteStart: number;
  readonly byteEnd: number;
  /** SHA-256 of the source from its beginning to `byteEnd`, hex. */
  readonly prefixChecksum: string;
  /** Bytes of the whole source, decompressed, as far as can be known by now; only where it is compressed. */
  readonly expectedBytes?: number;
}

export function documentCount(batch: RecordBatch): number {
  return batch.derived.length;
}

/** The memory to move instead of copying when a batch crosses threads. */
export function transferList(batch: RecordBatch): ArrayBuffer[] {
  return [
    batch.documents.buffer,
    batch.offsets.buffer,
    batch.derived.buffer,
    batch.hashes.buffer,
    batch.positions.buffer,
  ];
}

/** Bytes that a batch weighs against the memory budget. */
export function batchWeight(batch: RecordBatch): number {
  return batch.documents.length + batch.rejects.reduce((sum, reject) => sum + (reject.raw?.length ?? 0), 0);
}
