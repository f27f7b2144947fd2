import type { ImportFormat } from '../api/requests.ts';
import { readCsv } from './csv/read.ts';
import { readDocument } from './json/read-document.ts';
import { readLines } from './json/read-lines.ts';
import { readRejects } from './json/read-rejects.ts';
import type { ReadOptions, RecordSink } from './records.ts';

/** What a source turned out to be; enough to read it. */
export interface SourceFormat {
  readonly format: ImportFormat;
  /** JSON: keys that lead to the records; empty for a root array; absent where records follow one another. */
  readonly recordPath?: readonly string[];
  /** A rejects file of Sluice: its records are the raw texts in it. */
  readonly isRejects?: boolean;
}

/** Reads the records of a source in its format. */
export async function readRecords(
  source: SourceFormat,
  chunks: AsyncIterable<Uint8Array>,
  sink: RecordSink,
  options: ReadOptions & { readonly invalidExtended: 'reject' | 'keep' },
): Promise<void> {
  if (source.format === 'csv') return readCsv(chunks, sink, options);
  if (source.isRejects) return readRejects(chunks, sink, options);
  if (source.format === 'jsonl') return readLines(chunks, sink, options);
  return readDocument(chunks, sink, { ...options, recordPath: source.recordPath });
}
