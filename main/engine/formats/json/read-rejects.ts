/**
 * A rejects file as a source: each line holds the raw text of a record, mended by somebody, and that text is the
 * record. Positions are those of the lines.
 */
import * as z from 'zod';
import type { ReadOptions, RecordSink } from '../records.ts';
import { takeLines } from './read-lines.ts';
import { RecordDecoder } from './record-decoder.ts';
import type { TranscodeOptions } from './transcode.ts';

/** What a line of a rejects file must have to be one; the rest is for people. */
const rejectLine = z.object({
  sluiceReject: z.literal(1),
  raw: z.string(),
  encoding: z.literal('base64').optional(),
});

/** The raw bytes that a line of a rejects file holds; undefined when it is no such line. */
export function rejectLineBytes(line: Buffer): Buffer | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
  const reject = rejectLine.safeParse(parsed);
  return reject.success ? Buffer.from(reject.data.raw, reject.data.encoding ?? 'utf8') : undefined;
}

export async function readRejects(
  chunks: AsyncIterable<Uint8Array>,
  sink: RecordSink,
  options: ReadOptions & TranscodeOptions,
): Promise<void> {
  const decoder = new RecordDecoder(sink, options);
  const taker = {
    decode: (slice: Buffer, line: number, byteStart: number): void =>
      decoder.decode(rejectLineBytes(slice) ?? slice, line, byteStart, byteStart + slice.length),
    tooLarge: decoder.tooLarge.bind(decoder),
  };
  return takeLines(chunks, taker, sink, options);
}
