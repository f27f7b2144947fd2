import type { ErrorReport } from '../api/errors.ts';
import type { ExportFormat, FieldRule, Shape } from '../api/requests.ts';
import type { DocumentBatch } from '../formats/bson/document-batch.ts';
import type { EjsonMode } from '../formats/json/write.ts';
import type { Packing } from '../files/packing.ts';
import type { SourceFormat } from '../formats/source-format.ts';
import type { BatchLimits } from './batch-builder.ts';
import type { RecordBatch } from './record-batch.ts';

/** What a reader worker is asked to read. */
export interface ReaderTask {
  readonly path: string;
  /** What errors call the source. */
  readonly name: string;
  /** How the source is compressed; absent where it is not. */
  readonly packing?: Packing | undefined;
  readonly source: SourceFormat;
  readonly shape: Shape;
  readonly mapping?: readonly FieldRule[] | undefined;
  /** What ids are made of for records that have none, together with their number. */
  readonly idSeed: string;
  readonly limits: BatchLimits;
  readonly maxRecordBytes: number;
  /** Bytes, decompressed; reading more than that is an error. */
  readonly maxSize?: number;
  /** Records that an earlier run has dealt with: first and last number of each range, ascending. */
  readonly done: readonly (readonly [number, number])[];
  /** Records at which a batch must begin, because it did in an earlier run; ascending. */
  readonly cuts: readonly number[];
  /** SHA-256 that the source had up to these bytes, ascending; reading stops with `source-changed` where it differs. */
  readonly expected: readonly { readonly byteEnd: number; readonly checksum: string }[];
  /** Bytes of batches that may be under way at once; the worker waits when there are more. */
  readonly budget: number;
}

export type FromReader =
  | { readonly kind: 'batch'; readonly batch: RecordBatch }
  | {
      readonly kind: 'end';
      readonly bytes: number;
      readonly checksum: string;
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'failed'; readonly error: ErrorReport; readonly warnings: readonly string[] };

export type ToReader =
  | { readonly kind: 'task'; readonly task: ReaderTask }
  /** A batch is dealt with: its weight is free again, and its memory can be used again. */
  | { readonly kind: 'done'; readonly weight: number; readonly memory: ArrayBuffer };

/** What an encoding worker is told first. */
export interface EncoderTask {
  readonly format: ExportFormat;
  readonly ejson: EjsonMode;
  readonly shape: Shape;
  /** CSV only. */
  readonly columns: readonly string[];
}

export type ToEncoder =
  | { readonly kind: 'task'; readonly task: EncoderTask }
  /** Documents to encode. JSON arrays get a comma in front of all but the very first document. */
  | {
      readonly kind: 'documents';
      readonly seq: number;
      readonly batch: DocumentBatch;
      readonly isFirst: boolean;
    };

export type FromEncoder =
  | {
      readonly kind: 'encoded';
      readonly seq: number;
      readonly text: Uint8Array<ArrayBuffer>;
      readonly documents: number;
    }
  | { readonly kind: 'failed'; readonly seq: number; readonly error: ErrorReport };
