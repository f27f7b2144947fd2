/** What a file is: its format and its shape. */
import { type FileHandle, open } from 'node:fs/promises';
import { SluiceError } from '../api/errors.ts';
import type { Reject, RejectCode, SourceFacts } from '../api/jobs.ts';
import type { ReadingRequest, Shape } from '../api/requests.ts';
import { detectBytes, detectFormat, type Detected } from '../formats/detect.ts';
import { rejectLineBytes } from '../formats/json/read-rejects.ts';
import { readRecords } from '../formats/source-format.ts';
import type { RecordPosition, RecordSink } from '../formats/records.ts';
import { readError } from '../files/intake.ts';
import { looksLikeConversation } from '../shapes/conversation.ts';
import { rawText } from '../workers/batch-builder.ts';

export interface OpenedSource {
  /** Its place among the files of the job, from 0. */
  readonly index: number;
  /** The file to read: the source itself, or its staged copy. */
  readonly path: string;
  readonly facts: SourceFacts;
  readonly detected: Detected;
  readonly shape: Shape;
}

/** The first bytes of a file. */
export async function readHead(path: string, count = detectBytes): Promise<Buffer> {
  const file = await openToRead(path);
  try {
    const buffer = Buffer.alloc(count);
    let filled = 0;
    while (filled < count) {
      const { bytesRead } = await file.read(buffer, filled, count - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await file.close();
  }
}

async function openToRead(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw readError(error, path);
  }
}

/** Finds out what a file is; `displayPath` is what errors call it. */
export async function detectSource(
  path: string,
  displayPath: string,
  asked: Pick<ReadingRequest, 'format' | 'shape'>,
): Promise<{ detected: Detected; shape: Shape }> {
  const head = await readHead(path);
  if (head.length === 0) throw new SluiceError('file-empty', { path: displayPath });
  const detected = detectFormat(head, displayPath, asked.format);
  return { detected, shape: asked.shape === 'auto' ? await detectShape(head, detected) : asked.shape };
}

/** Thrown to stop reading a sample; never leaves this file. */
class EnoughSeen extends Error {}

/** Records that decide the shape; all of them must look like conversations for the file to be conversations. */
const shapeSample = 20;

async function detectShape(head: Buffer, detected: Detected): Promise<Shape> {
  if (detected.format === 'csv') return 'any';
  let seen = 0;
  let conversations = 0;
  const sink: RecordSink = {
    document: (_position, bson) => {
      if (looksLikeConversation(bson)) conversations++;
      if (++seen === shapeSample) throw new EnoughSeen();
    },
    reject: () => {},
    warn: () => {},
    ready: async () => {},
  };
  try {
    await readRecords(detected, one(head), sink, { maxRecordBytes: head.length, invalidExtended: 'keep' });
  } catch {
    // The head ends where it was cut, or enough was seen; whether the file is whole is for the import to say.
  }
  // Mostly conversations: those that are not are better rejected with a reason than stored as something else.
  if (seen > 0) return conversations * 2 > seen ? 'conversation' : 'any';
  return detected.recordPath?.at(-1) === 'conversations' ? 'conversation' : 'any';
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** The reject of a record that was read well, but cannot be stored; its bytes are read again from its file. */
export async function rejectOf(
  sources: readonly OpenedSource[],
  index: number,
  { record, line, byteStart, byteEnd }: RecordPosition,
  code: RejectCode,
  message: string,
): Promise<Reject> {
  const source = sources[index];
  const range = { record, line, byteStart, byteEnd };
  const raw = source && (await recordBytes(source.path, source.detected.isRejects === true, range));
  return { ...range, code, message, ...(index === 0 ? {} : { source: index }), ...rawText(raw) };
}

/** The bytes of a record, read again from its source; what the rejects of a database's refusal are made of. */
export async function recordBytes(
  path: string,
  isRejects: boolean,
  { byteStart, byteEnd }: RecordPosition,
): Promise<Buffer> {
  const file = await openToRead(path);
  try {
    const bytes = Buffer.alloc(byteEnd - byteStart);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, byteStart);
    const slice = bytes.subarray(0, bytesRead);
    return (isRejects ? rejectLineBytes(slice) : undefined) ?? slice;
  } finally {
    await file.close();
  }
}
