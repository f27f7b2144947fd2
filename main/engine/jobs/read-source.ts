/** A file read in a thread of its own; what comes out are parts with candidates, in file order. */
import type { ReadingRequest } from '../api/requests.ts';
import type { PendingSource } from '../journal/pending.ts';
import type { ProgressAggregator } from '../progress.ts';
import type { Reader, ReaderThread } from '../workers/reader.ts';
import { positionAt } from '../workers/batch-builder.ts';
import { documentCount, positionStride, type RecordBatch } from '../workers/record-batch.ts';
import type { Reject } from '../api/jobs.ts';
import type { PlannedInserts } from '../journal/planned-batch.ts';
import type { BatchRange } from '../journal/job-journal.ts';
import { type BatchPart, keyTexts } from './batch-parts.ts';
import { KeyHashes } from './key-hashes.ts';
import { nameOf } from './open-sources.ts';
import type { JobContext } from './job-context.ts';
import type { Candidate } from './plan-batch.ts';
import type { RecordKey } from './record-key.ts';
import type { OpenedSource } from './source.ts';

/** Bytes of documents in a batch. */
const batchBytes = 1024 * 1024;
/** Bytes of batches that have left the reader and are not dealt with yet. */
const readerBudget = 5 * 1024 * 1024;

/** Records without an id get one made of this and their number: those of several files must not meet. */
export function idSeedOf(jobId: string, source: number): string {
  return source === 0 ? jobId : `${jobId} ${source}`;
}

/** A job with the thread that reads its files. */
export interface ReadingJob<Request extends ReadingRequest = ReadingRequest> {
  readonly job: JobContext;
  readonly request: Request;
  readonly thread: ReaderThread;
}

/** Starts reading; `pending` says what an earlier run has done. */
export function readSource(
  { job: { jobId }, request, thread }: ReadingJob,
  source: OpenedSource,
  pending?: PendingSource,
): Reader {
  return thread.read({
    path: source.path,
    name: nameOf(source.facts),
    packing: source.packing,
    source: source.detected,
    shape: source.shape,
    ...(request.mapping ? { mapping: request.mapping } : {}),
    idSeed: idSeedOf(jobId, source.index),
    limits: { records: request.batchSize, bytes: batchBytes },
    maxRecordBytes: request.maxRecordBytes,
    ...(request.maxSize === undefined ? {} : { maxSize: request.maxSize }),
    done: pending?.done ?? [],
    cuts: pending?.batches.flatMap(({ firstRecord, read }) => [firstRecord, firstRecord + read]) ?? [],
    expected: pending?.expected ?? [],
    budget: readerBudget,
  });
}

/** How much the files of a job hold in all; what a compressed one holds is known better and better as it is read. */
export class SourceTotals {
  readonly #bytes: (number | undefined)[];
  readonly #progress: ProgressAggregator;

  constructor(sources: readonly OpenedSource[], progress: ProgressAggregator) {
    this.#bytes = sources.map(({ facts, packing }) => facts.readBytes ?? (packing ? undefined : facts.size));
    this.#progress = progress;
  }

  get totals(): { bytes?: number } {
    let sum = 0;
    for (const bytes of this.#bytes) {
      if (bytes === undefined) return {};
      sum += bytes;
    }
    return { bytes: sum };
  }

  /** A file turned out to hold about so many bytes. */
  expect({ index }: OpenedSource, bytes: number | undefined): void {
    if (bytes === undefined || this.#bytes[index] === bytes) return;
    this.#bytes[index] = bytes;
    this.#progress.expect(this.totals);
  }
}

/** A batch as a part of a file. What is made of it waits until it is asked for: most batches need no object a record. */
export class SourcePart implements BatchPart {
  readonly rejects: readonly Reject[];
  readonly range: BatchRange;
  readonly #batch: RecordBatch;
  readonly #key: RecordKey;
  #candidates: readonly Candidate[] | undefined;
  #keys: KeyHashes | undefined;

  /** @param source index of the file */
  constructor(batch: RecordBatch, source: number, key: RecordKey) {
    const { byteStart, byteEnd, firstRecord, read, prefixChecksum } = batch;
    this.#batch = batch;
    this.#key = key;
    this.rejects = source === 0 ? batch.rejects : batch.rejects.map((reject) => ({ ...reject, source }));
    this.range = { source, byteStart, byteEnd, firstRecord, read, prefixChecksum };
  }

  get candidates(): readonly Candidate[] {
    return (this.#candidates ??= candidatesOf(this.#batch, this.#key));
  }

  /** Of all records; two parts that may share one must not be under way at once. */
  get keys(): KeyHashes {
    const { documents, offsets } = this.#batch;
    return (this.#keys ??=
      this.#key.fields === undefined
        ? KeyHashes.ofDocuments(documents, offsets)
        : KeyHashes.ofTexts(keyTexts(this, this.#key)));
  }

  get inserts(): PlannedInserts | undefined {
    if (this.keys.hasTwins) return undefined;
    const { documents, offsets, hashes, positions } = this.#batch;
    const numbers = new Float64Array(documentCount(this.#batch));
    for (let i = 0; i < numbers.length; i++) numbers[i] = positions[i * positionStride] ?? 0;
    return { documents, offsets, hashes, numbers };
  }
}

/** The records of a batch, with the texts of their keys. */
function candidatesOf(batch: RecordBatch, key: RecordKey): Candidate[] {
  const { offsets, derived, hashes, documents } = batch;
  const bytes = Buffer.from(documents.buffer, documents.byteOffset, documents.length);
  const candidates: Candidate[] = [];
  const count = documentCount(batch);
  for (let index = 0; index < count; index++) {
    const document = bytes.subarray(offsets[index], offsets[index + 1]);
    const { record, line, byteStart, byteEnd } = positionAt(batch, index);
    candidates.push({
      record,
      line,
      byteStart,
      byteEnd,
      document,
      key: key.textOf(document),
      derived: derived[index] ?? 0,
      hash: hashes[index] ?? 0n,
    });
  }
  return candidates;
}
