import type { RejectCode } from '../api/jobs.ts';

/** Where a record stands in its file. */
export interface RecordPosition {
  /** From 1, counting every record, rejected ones too. */
  readonly record: number;
  /** Line it starts at, from 1. */
  readonly line: number;
  /** First byte, from 0, and the first byte after it; of the decompressed source. */
  readonly byteStart: number;
  readonly byteEnd: number;
}

export interface RejectReason {
  readonly code: RejectCode;
  readonly message: string;
  readonly field?: string;
}

/** Takes what a reader finds, in file order. */
export interface RecordSink {
  /** A decoded record as one BSON document; the bytes are only valid during the call. */
  document(position: RecordPosition, bson: Uint8Array): void;
  /** A record that could not be decoded, with its bytes where they are at hand (only valid during the call). */
  reject(position: RecordPosition, reason: RejectReason, raw: Uint8Array | undefined): void;
  /** Whether the record is to be decoded; readers that can tell early enough ask, and call `pass` where it is not. */
  wants?(record: number): boolean;
  /** A record that was found and not decoded. */
  pass?(position: RecordPosition): void;
  /** Backpressure: readers await it between chunks, never inside one. */
  ready(): Promise<void>;
  /** Something worth telling that rejects nothing, such as values of a CSV column that stayed text. */
  warn(message: string): void;
}

export interface ReadOptions {
  /** Bytes; a larger record is a reject with its range and without its bytes. */
  readonly maxRecordBytes: number;
  /** CSV: columns that stay text whatever is in them, by the names in the header. */
  readonly textColumns?: ReadonlySet<string>;
}

/**
 * Reads records out of a byte stream (chunks of any size, a BOM is skipped) until its end.
 * Throws a SluiceError when the rest of the file cannot be read; everything before has reached the sink.
 */
export type ReadRecords = (
  chunks: AsyncIterable<Uint8Array>,
  sink: RecordSink,
  options: ReadOptions,
) => Promise<void>;
