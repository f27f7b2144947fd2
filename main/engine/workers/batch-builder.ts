import { isUtf8 } from 'node:buffer';
import type { Reject } from '../api/jobs.ts';
import { ByteWriter } from '../formats/bson/document-writer.ts';
import type { RecordPosition, RejectReason } from '../formats/records.ts';
import { headroom, positionStride, type RecordBatch } from './record-batch.ts';

export interface BatchLimits {
  /** Records in a batch, rejected ones included. */
  readonly records: number;
  /** Bytes of documents from which on a batch is full; one larger document travels alone. */
  readonly bytes: number;
}

export type HashBytes = (bytes: Uint8Array) => bigint;

/** What a record too large for MongoDB is told by. */
export const maxDocumentBytes = 16 * 1024 * 1024;

/** Room behind a full batch for the document that filled it, bytes. */
const slack = 512 * 1024;

/**
 * Fills one batch after the other; `out` is where the next document is to be written. The memory of batches goes round:
 * all pieces have one size and come back, so that the process does not grow by the holes between them.
 */
export class BatchBuilder {
  readonly out: ByteWriter;
  readonly #capacity: number;
  readonly #free: ArrayBuffer[] = [];
  readonly #limits: BatchLimits;
  readonly #hash: HashBytes;
  /** Places in `out`. */
  #offsets: number[] = [headroom];
  #derived: number[] = [];
  #hashes: bigint[] = [];
  #positions: number[] = [];
  #rejects: Reject[] = [];
  #rejectedBytes = 0;
  #read = 0;
  #firstRecord = 1;
  #byteStart = 0;
  /** End of the last record taken. */
  byteEnd = 0;

  constructor(limits: BatchLimits, hash: HashBytes) {
    this.#limits = limits;
    this.#hash = hash;
    this.#capacity = headroom + limits.bytes + slack;
    this.out = new ByteWriter(this.#capacity);
    this.out.position = headroom;
  }

  get isEmpty(): boolean {
    return this.#read === 0;
  }

  get isFull(): boolean {
    return (
      this.#read >= this.#limits.records ||
      this.out.position - headroom + this.#rejectedBytes >= this.#limits.bytes
    );
  }

  /** A record that an earlier run has dealt with: the next batch starts behind it. Only between batches. */
  pass(position: RecordPosition): void {
    this.byteEnd = position.byteEnd;
    this.#byteStart = position.byteEnd;
    this.#firstRecord = position.record + 1;
  }

  /** Takes the document that was just appended to `out`. */
  takeDocument(position: RecordPosition, derived: number): void {
    const start = this.#offsets.at(-1) ?? headroom;
    this.#hashes.push(this.#hash(this.out.written(start)));
    this.#offsets.push(this.out.position);
    this.#derived.push(derived);
    this.#positions.push(position.record, position.line, position.byteStart, position.byteEnd);
    this.#count(position);
  }

  takeReject(position: RecordPosition, reason: RejectReason, raw: Uint8Array | undefined): void {
    this.out.position = this.#offsets.at(-1) ?? headroom;
    this.#rejects.push({ ...position, ...reason, ...rawText(raw) });
    this.#rejectedBytes += raw?.length ?? 0;
    this.#count(position);
  }

  #count(position: RecordPosition): void {
    this.#read++;
    this.byteEnd = position.byteEnd;
  }

  /** Takes the memory of a batch that is dealt with; pieces of another size were one large document's. */
  recycle(memory: ArrayBuffer): void {
    if (memory.byteLength === this.#capacity) this.#free.push(memory);
  }

  /** Hands out what was collected and starts the next batch. */
  finish(prefixChecksum: string, byteEnd = this.byteEnd): RecordBatch {
    const size = this.out.position - headroom;
    const memory = this.out.exchange(this.#free.pop() ?? new ArrayBuffer(this.#capacity));
    this.out.position = headroom;
    const documents = new Uint8Array(memory, headroom, size);
    const batch: RecordBatch = {
      documents,
      offsets: inDocuments(this.#offsets),
      derived: Uint8Array.from(this.#derived),
      hashes: BigUint64Array.from(this.#hashes),
      positions: Float64Array.from(this.#positions),
      rejects: this.#rejects,
      read: this.#read,
      firstRecord: this.#firstRecord,
      byteStart: this.#byteStart,
      byteEnd,
      prefixChecksum,
    };
    this.#offsets = [headroom];
    this.#derived = [];
    this.#hashes = [];
    this.#positions = [];
    this.#rejects = [];
    this.#rejectedBytes = 0;
    this.#firstRecord += this.#read;
    this.#read = 0;
    this.#byteStart = byteEnd;
    return batch;
  }
}

/** Places in the writer as places in the documents. */
function inDocuments(places: readonly number[]): Uint32Array<ArrayBuffer> {
  const offsets = new Uint32Array(places.length);
  for (const [i, place] of places.entries()) offsets[i] = place - headroom;
  return offsets;
}

/** The bytes of a reject as the journal keeps them: text, or base64 where they are not UTF-8. */
export function rawText(raw: Uint8Array | undefined): Pick<Reject, 'raw' | 'encoding'> {
  if (!raw) return {};
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  return isUtf8(bytes)
    ? { raw: bytes.toString('utf8') }
    : { raw: bytes.toString('base64'), encoding: 'base64' };
}

export function positionAt(batch: RecordBatch, index: number): RecordPosition {
  const { positions } = batch;
  const at = index * positionStride;
  return {
    record: positions[at] ?? 0,
    line: positions[at + 1] ?? 0,
    byteStart: positions[at + 2] ?? 0,
    byteEnd: positions[at + 3] ?? 0,
  };
}
