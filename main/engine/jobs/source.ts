/** What a file is: how it is compressed, its format and its shape. */
import { open } from 'node:fs/promises';
import { type ErrorCode, SluiceError } from '../api/errors.ts';
import type { Reject, RejectCode, SourceFacts } from '../api/jobs.ts';
import type { ReadingRequest, Shape } from '../api/requests.ts';
import { detectBytes, detectFormat, type Detected } from '../formats/detect.ts';
import { rejectLineBytes } from '../formats/json/read-rejects.ts';
import { readRecords } from '../formats/source-format.ts';
import type { RecordPosition, RecordSink } from '../formats/records.ts';
import { openChunks, readStart } from '../files/decompress.ts';
import { ForwardReader } from '../files/forward-reader.ts';
import { readError } from '../files/system-errors.ts';
import { compressionAt, type Packing } from '../files/packing.ts';
import { type ChosenEntry, chooseEntry, type ZipEntry } from '../files/zip-entry.ts';
import { looksLikeConversation } from '../shapes/conversation.ts';
import { rawText } from '../workers/batch-builder.ts';

/** What a file turned out to be. */
export interface FoundSource {
  readonly detected: Detected;
  readonly shape: Shape;
  /** How it is compressed; absent where it is not. */
  readonly packing?: Packing;
  /** What is worth telling about how it was found out. */
  readonly notes: readonly string[];
}

export interface OpenedSource extends FoundSource {
  /** Its place among the files of the job, from 0. */
  readonly index: number;
  /** The file to read: the source itself, or its staged copy. */
  readonly path: string;
  readonly facts: SourceFacts;
  /** Where the bytes of its records can be read again. */
  readonly records: RecordBytes;
}

/** Finds out what a file is; `name` is what errors call it. */
export async function detectSource(
  path: string,
  name: string,
  asked: Pick<ReadingRequest, 'format' | 'shape'>,
): Promise<FoundSource> {
  const { packing, others } = await findPacking(path, name, asked.format);
  const head = await readHead(path, name, packing);
  if (head.length === 0) throw new SluiceError('file-empty', { path: name });
  const more = (): AsyncIterable<Uint8Array> => openChunks(path, { packing, name });
  const { why, ...format } = detectFormat(head, name, asked.format);
  const detected = { ...format, why: packing ? `${why} ${packedText(packing)}` : why };
  const shape = asked.shape === 'auto' ? await shapeIn(head, detected, more) : asked.shape;
  return {
    detected,
    shape,
    ...(packing ? { packing } : {}),
    notes:
      packing?.compression === 'zip' && others.length > 0 ? [choiceText(packing.entry.name, others)] : [],
  };
}

/** The first bytes of a source, decompressed. */
export async function readHead(
  path: string,
  name: string,
  packing: Packing | undefined,
  count = detectBytes,
): Promise<Buffer> {
  return readStart(openChunks(path, { packing, name }), count);
}

/** Bytes of each entry of a zip that are looked at to find the one with the records. */
const entryHeadBytes = 64 * 1024;

async function findPacking(
  path: string,
  name: string,
  format: ReadingRequest['format'],
): Promise<{ packing?: Packing; others: readonly string[] }> {
  const compression = await compressionAt(path).catch((error: unknown) => {
    throw readError(error, name);
  });
  if (compression === undefined) return { others: [] };
  if (compression !== 'zip') return { packing: { compression }, others: [] };
  const { entry, others } = await findEntry(path, name, format);
  return { packing: { compression, entry }, others };
}

/** The entry that looks like records of the format; of a format that none looks like, whatever the user says it is. */
async function findEntry(path: string, name: string, format: ReadingRequest['format']): Promise<ChosenEntry> {
  const looksRight = async (entry: ZipEntry): Promise<boolean> => {
    try {
      const head = await readHead(path, name, { compression: 'zip', entry }, entryHeadBytes);
      const found = detectFormat(head, name, 'auto').format;
      return format === 'auto' || (found === 'csv') === (format === 'csv');
    } catch (error) {
      if (error instanceof SluiceError && unsuitable.has(error.code)) return false;
      throw error;
    }
  };
  try {
    return await chooseEntry(path, name, looksRight);
  } catch (error) {
    const isUnlike = error instanceof SluiceError && error.code === 'zip-no-records' && format !== 'auto';
    if (!isUnlike) throw error;
    return chooseEntry(path, name, async () => true);
  }
}

/** What makes an entry of a zip none to import, so that the next one is looked at. */
const unsuitable: ReadonlySet<ErrorCode> = new Set(['format-unknown', 'compressed-broken']);

function packedText(packing: Packing): string {
  if (packing.compression === 'zip') return `It is "${packing.entry.name}" in a zip file.`;
  return `It is compressed with ${packing.compression}.`;
}

function choiceText(name: string, others: readonly string[]): string {
  const [first = ''] = others;
  const what = others.length === 1 ? `"${first}" looks` : `"${first}" and ${others.length - 1} more look`;
  return `The zip file holds more than one file of records: "${name}" was taken, the first of them; ${what} like records too.`;
}

/** Thrown to stop reading a sample; never leaves this file. */
class EnoughSeen extends Error {}

/** Records that decide the shape; all of them must look like conversations for the file to be conversations. */
const shapeSample = 20;

/** Bytes that are looked at where the first record is larger than what detection reads at first. */
const largeRecordBytes = 32 * 1024 * 1024;

async function shapeIn(
  head: Buffer,
  detected: Detected,
  more: () => AsyncIterable<Uint8Array>,
): Promise<Shape> {
  const shape = await detectShape(one(head), detected, { records: shapeSample, bytes: head.length });
  if (shape !== undefined) return shape;
  const limits = { records: 1, bytes: largeRecordBytes };
  const larger = head.length === detectBytes ? await detectShape(more(), detected, limits) : undefined;
  return larger ?? (detected.recordPath?.at(-1) === 'conversations' ? 'conversation' : 'any');
}

interface LookLimits {
  readonly records: number;
  readonly bytes: number;
}

/** Undefined when no record ends within the limits. */
async function detectShape(
  chunks: AsyncIterable<Uint8Array>,
  detected: Detected,
  limits: LookLimits,
): Promise<Shape | undefined> {
  if (detected.format === 'csv') return 'any';
  let seen = 0;
  let conversations = 0;
  const sink: RecordSink = {
    document: (_position, bson) => {
      if (looksLikeConversation(bson)) conversations++;
      if (++seen === limits.records) throw new EnoughSeen();
    },
    reject: () => {},
    warn: () => {},
    ready: async () => {},
  };
  try {
    const options = { maxRecordBytes: limits.bytes, invalidExtended: 'keep' } as const;
    await readRecords(detected, upTo(chunks, limits.bytes), sink, options);
  } catch {
    // The beginning ends where it was cut, or enough was seen; whether the file is whole is for the import to say.
  }
  // Mostly conversations: those that are not are better rejected with a reason than stored as something else.
  if (seen === 0) return undefined;
  return conversations * 2 > seen ? 'conversation' : 'any';
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function* upTo(chunks: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of chunks) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

/** The reject of a record that was read well, but cannot be stored; its bytes are read again from its file. */
export async function rejectOf(
  sources: readonly OpenedSource[],
  index: number,
  { record, line, byteStart, byteEnd }: RecordPosition,
  code: RejectCode,
  message: string,
): Promise<Reject> {
  const range = { record, line, byteStart, byteEnd };
  const raw = await sources[index]?.records.read(range);
  return { ...range, code, message, ...(index === 0 ? {} : { source: index }), ...rawText(raw) };
}

/** The bytes of records, read again from their source; what the rejects of a database's refusal are made of. */
export class RecordBytes implements AsyncDisposable {
  readonly #path: string;
  readonly #isRejects: boolean;
  /** A compressed source cannot be read from the middle. */
  readonly #forward: ForwardReader | undefined;

  constructor(path: string, name: string, { detected, packing }: FoundSource) {
    this.#path = path;
    this.#isRejects = detected.isRejects === true;
    if (packing) this.#forward = new ForwardReader(() => openChunks(path, { packing, name }));
  }

  async read({ byteStart, byteEnd }: RecordPosition): Promise<Buffer> {
    const bytes = await (this.#forward?.read(byteStart, byteEnd) ?? readPart(this.#path, byteStart, byteEnd));
    return (this.#isRejects ? rejectLineBytes(bytes) : undefined) ?? bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#forward?.[Symbol.asyncDispose]();
  }
}

async function readPart(path: string, byteStart: number, byteEnd: number): Promise<Buffer> {
  try {
    await using file = await open(path, 'r');
    const bytes = Buffer.alloc(byteEnd - byteStart);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, byteStart);
    return bytes.subarray(0, bytesRead);
  } catch (error) {
    throw readError(error, path);
  }
}
