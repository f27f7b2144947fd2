/**
 * Reads a source in a thread of its own: bytes in, batches of documents out, as fast as they are taken.
 */
import { type MessagePort, parentPort } from 'node:worker_threads';
import createXxhash from 'xxhash-wasm';
import { SluiceError } from '../api/errors.ts';
import { type Chunks, openChunks } from '../files/decompress.ts';
import type { RecordPosition, RecordSink, RejectReason } from '../formats/records.ts';
import { rejectLineBytes } from '../formats/json/read-rejects.ts';
import { readRecords } from '../formats/source-format.ts';
import { mapped } from '../shapes/mapping/mapped.ts';
import { createAnyShaper } from '../shapes/any.ts';
import { shapeConversation } from '../shapes/conversation.ts';
import { isShaped, type Shaper } from '../shapes/shaper.ts';
import { BatchBuilder, maxDocumentBytes } from './batch-builder.ts';
import type { FromReader, ReaderTask, ToReader } from './messages.ts';
import { PrefixHasher } from './prefix-hasher.ts';
import { RestartPlan } from './restart-plan.ts';
import { SteadyMemory } from './steady-memory.ts';
import { batchWeight, type RecordBatch, transferList } from './record-batch.ts';

type Done = Extract<ToReader, { kind: 'done' }>;

class WorkerSink implements RecordSink {
  readonly warnings: string[] = [];
  readonly #plan: RestartPlan;
  readonly #memory = new SteadyMemory();
  readonly #task: ReaderTask;
  readonly #builder: BatchBuilder;
  readonly #hasher: PrefixHasher;
  readonly #shaper: Shaper;
  readonly #post: (batch: RecordBatch) => void;
  #outstanding = 0;
  #wake: (() => void) | undefined;

  constructor(
    task: ReaderTask,
    builder: BatchBuilder,
    hasher: PrefixHasher,
    post: (batch: RecordBatch) => void,
  ) {
    this.#task = task;
    this.#plan = new RestartPlan(task, (byteEnd) => hasher.prefix(byteEnd));
    this.#builder = builder;
    this.#hasher = hasher;
    this.#post = post;
    const shaper = task.shape === 'conversation' ? shapeConversation : createAnyShaper(task.idSeed);
    this.#shaper = task.mapping ? mapped(task.mapping, shaper) : shaper;
  }

  wants(record: number): boolean {
    return !this.#plan.isDone(record);
  }

  pass(position: RecordPosition): void {
    if (!this.#builder.isEmpty) this.flush();
    this.#builder.pass(position);
    this.#plan.check(position.byteEnd);
  }

  document(position: RecordPosition, bson: Uint8Array): void {
    const builder = this.#builder;
    if (!this.#begin(position)) return;
    const before = builder.out.position;
    const shaped = this.#shaper(bson, position.record, builder.out);
    const size = builder.out.position - before;
    if (!isShaped(shaped)) this.#take(position, shaped, this.#sourceBytes(position));
    else if (size > maxDocumentBytes) {
      const message = `the document would hold ${size} bytes; MongoDB stores at most ${maxDocumentBytes}`;
      this.#take(position, { code: 'document-too-large', message }, this.#sourceBytes(position));
    } else {
      builder.takeDocument(position, shaped.derived);
      if (builder.isFull) this.flush();
    }
  }

  reject(position: RecordPosition, reason: RejectReason, raw: Uint8Array | undefined): void {
    if (!this.#begin(position)) return;
    this.#take(position, reason, raw);
  }

  /** False for a record that an earlier run has dealt with; starts a new batch where that run did. */
  #begin(position: RecordPosition): boolean {
    if (!this.wants(position.record)) {
      this.pass(position);
      return false;
    }
    if (this.#plan.isCut(position.record) && !this.#builder.isEmpty) this.flush();
    return true;
  }

  #take(position: RecordPosition, reason: RejectReason, raw: Uint8Array | undefined): void {
    this.#builder.takeReject(position, reason, raw);
    if (this.#builder.isFull) this.flush();
  }

  warn(message: string): void {
    this.warnings.push(message);
  }

  async ready(): Promise<void> {
    while (this.#outstanding > this.#task.budget) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  done({ weight, memory }: Done): void {
    this.#builder.recycle(memory);
    this.#outstanding -= weight;
    this.#wake?.();
  }

  flush(byteEnd = this.#builder.byteEnd): void {
    this.#plan.check(byteEnd);
    const batch = this.#builder.finish(this.#hasher.prefix(byteEnd), byteEnd);
    this.#memory.passed(batch.byteEnd - batch.byteStart);
    this.#outstanding += batchWeight(batch);
    this.#post(batch);
  }

  /** The records of the batch in hand are still there, whole, waiting to be hashed with it. */
  #sourceBytes({ byteStart, byteEnd }: RecordPosition): Uint8Array {
    const bytes = this.#hasher.bytes(byteStart, byteEnd);
    return (this.#task.source.isRejects ? rejectLineBytes(bytes) : undefined) ?? bytes;
  }
}

/** The source in chunks, hashed on the way, within the size limit. */
async function* readChunks(
  { name: path, maxSize }: ReaderTask,
  chunks: Chunks,
  hasher: PrefixHasher,
  read: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    read.bytes += chunk.length;
    if (maxSize !== undefined && read.bytes > maxSize)
      throw new SluiceError('file-too-large', { path, size: `more than ${maxSize}`, limit: maxSize });
    hasher.feed(chunk);
    yield chunk;
  }
}

/** Reads one source; returns what takes back the batches that are dealt with. */
async function run(
  task: ReaderTask,
  port: MessagePort,
  begin: (taker: (message: Done) => void) => void,
): Promise<void> {
  const post = (message: FromReader, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  const xxhash = await createXxhash();
  // What comes out of a compressed source may share its memory with what comes out next.
  const hasher = new PrefixHasher({ ownsChunks: task.packing === undefined });
  const builder = new BatchBuilder(task.limits, (bytes) => xxhash.h64Raw(bytes));
  const chunks = openChunks(task.path, task);
  const sink = new WorkerSink(task, builder, hasher, (batch) => {
    const expectedBytes = chunks.expectedBytes();
    const told = expectedBytes === undefined ? batch : { ...batch, expectedBytes };
    post({ kind: 'batch', batch: told }, transferList(batch));
  });
  begin((message) => sink.done(message));
  const read = { bytes: 0 };
  const invalidExtended = task.shape === 'conversation' ? ('keep' as const) : ('reject' as const);
  try {
    const hashed = readChunks(task, chunks, hasher, read);
    const { maxRecordBytes, mapping } = task;
    // What is to be converted is converted from the text of its cell, not from what the cell may look like.
    const converted = mapping?.filter(({ type }) => type !== undefined).map(({ from }) => from);
    const textColumns = converted && new Set(converted);
    const options = { maxRecordBytes, invalidExtended, ...(textColumns ? { textColumns } : {}) };
    await readRecords(task.source, hashed, sink, options);
    if (!builder.isEmpty) sink.flush();
    post({ kind: 'end', bytes: read.bytes, checksum: hasher.finish(), warnings: sink.warnings });
  } catch (error) {
    if (!builder.isEmpty) sink.flush();
    post({ kind: 'failed', error: SluiceError.from(error).toReport(), warnings: sink.warnings });
  }
}

const port = parentPort;
if (!port) throw new Error('the reader runs in a worker thread');
let takeBack: (message: Done) => void = () => {};
port.on('message', (message: ToReader) => {
  // Faults of the source were told; what is left is a fault of ours, and ends the thread.
  if (message.kind === 'task') void run(message.task, port, (taker) => (takeBack = taker));
  else takeBack(message);
});
