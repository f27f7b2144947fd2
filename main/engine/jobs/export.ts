import { extname, resolve } from 'node:path';
import { EJSON } from 'bson';
import type { Collection, Document, FindCursor } from 'mongodb';
import { SluiceError } from '../api/errors.ts';
import type { ExportFormat, ExportRequest, Shape } from '../api/requests.ts';
import { openOutput, type Output, streamOutput } from '../files/atomic-output.ts';
import { createCsvEncoder } from '../formats/csv/write.ts';
import { withDatabaseErrors } from '../mongo/errors.ts';
import { rawReplies } from '../mongo/raw-replies.ts';
import { averageSize, documentsPerReply, maxDocuments } from '../mongo/reply-size.ts';
import { checkNames, findCollection } from '../mongo/target.ts';
import { type Encoded, EncoderPool } from '../workers/encoder-pool.ts';
import { SteadyMemory } from '../workers/steady-memory.ts';
import { giveBack } from '../give-back.ts';
import { columnsOf, type ExportQuery, exportQuery, projectionOf, shapeOf } from './export-query.ts';
import type { JobContext } from './job-context.ts';

/** Batches on their way through the encoders at once. */
const batchesAtOnce = 4;
/** Bytes of them at which no further one joins: a batch of one large document goes alone. */
const bytesAtOnce = 16 * 1024 * 1024;
const encoders = 1;
/** Bytes of a document on average from which on the server picks the fields; of smaller ones it sends all as fast. */
const worthProjecting = 2048;

const version = '1.0.0';

interface ExportPlan {
  readonly format: ExportFormat;
  readonly shape: Shape;
  readonly columns: readonly string[];
  readonly query: ExportQuery;
  readonly head: string | Buffer;
  readonly tail: string;
  /** Documents expected, where that is known cheaply. */
  readonly total: number | undefined;
}

/** Where an export is going to write: as asked, else export_JOBID.EXT in the current folder. */
export function outputPath(request: ExportRequest, jobId: string): string {
  if (request.out === '-') return '-';
  return resolve(request.out ?? `export_${jobId}.${request.format ?? 'json'}`);
}

/** The format asked for, else that of the file name's extension, else JSON. */
export function outputFormat(request: ExportRequest): ExportFormat {
  const byExtension: Record<string, ExportFormat> = { '.jsonl': 'jsonl', '.ndjson': 'jsonl', '.csv': 'csv' };
  return request.format ?? byExtension[extname(request.out ?? '').toLowerCase()] ?? 'json';
}

/** Writes what a query finds to a file that appears only when it is whole. */
export async function exportCollection(job: JobContext, request: ExportRequest): Promise<void> {
  checkNames(request.target.db, request.target.collection);
  const query = exportQuery(request);
  // Starting takes a thread as long as connecting and counting take.
  await using pool = new EncoderPool(encoders);
  await using connection = await job.connect(request.target.uri);
  const { db, collection: name } = request.target;
  if (!(await findCollection(connection, db, name)))
    throw new SluiceError('collection-missing', { name: `${db}.${name}` });
  const collection = connection.client.db(db).collection(name);
  await withDatabaseErrors(connection.server, async () => {
    const plan = await planExport(collection, request, query);
    const path = outputPath(request, job.jobId);
    const output = path === '-' ? standardOutput(job) : await openOutput(path, request);
    try {
      await writeDocuments(job, collection, request, plan, pool, output);
      const { bytes, sha256 } = await output.finish();
      job.update({ bytes, sha256, output: path });
    } catch (error) {
      await output.discard();
      throw error;
    }
  });
}

function standardOutput(job: JobContext): Output {
  if (!job.stdout) throw new SluiceError('request-invalid', { reason: 'there is no standard output here' });
  return streamOutput(job.stdout);
}

/** What an export writes around its documents, and in which form it writes those. */
export async function planExport(
  collection: Collection,
  request: ExportRequest,
  query: ExportQuery,
): Promise<ExportPlan> {
  const format = outputFormat(request);
  const shape = await shapeOf(collection, query, request.shape);
  if (format === 'csv') {
    const columns = await columnsOf(collection, query, shape, request.fields);
    const head = createCsvEncoder({ columns, ejson: request.ejson }).header();
    return { format, shape, columns, query, head, tail: '', total: await countOf(collection, query) };
  }
  const base = { format, shape, columns: [], query };
  if (format === 'jsonl') return { ...base, head: '', tail: '', total: await countOf(collection, query) };
  if (shape === 'any')
    return { ...base, head: '[\n', tail: '\n]\n', total: await countOf(collection, query) };
  const { metadata, total } = await envelopeMetadata(collection, query);
  const start = JSON.stringify({ version, export_date: new Date().toISOString() }).slice(0, -1);
  const head = `${start},"metadata":${metadata},"conversations":[\n`;
  return { ...base, head, tail: '\n]}\n', total };
}

/** Exact only where that costs nothing. */
async function countOf(collection: Collection, { filter, limit }: ExportQuery): Promise<number | undefined> {
  if (Object.keys(filter).length > 0) return limit;
  const all = await collection.estimatedDocumentCount();
  return Math.min(all, limit ?? all);
}

interface Totals {
  readonly conversations: unknown;
  readonly messages: unknown;
  readonly cost: unknown;
  readonly start: unknown;
  readonly end: unknown;
}

/** What the envelope says of its conversations, counted by the server just before they are read. */
async function envelopeMetadata(
  collection: Collection,
  { filter, sort, limit }: ExportQuery,
): Promise<{ metadata: string; total: number }> {
  // What is there counts; a stored count may be older than the messages.
  const stored = { $cond: [{ $isNumber: '$message_count' }, '$message_count', 0] };
  const messages = { $cond: [{ $isArray: '$messages' }, { $size: '$messages' }, stored] };
  const [totals] = await collection
    .aggregate<Totals & Document>([
      { $match: filter },
      ...(sort && limit !== undefined ? [{ $sort: sort }] : []),
      ...(limit === undefined ? [] : [{ $limit: limit }]),
      {
        $group: {
          _id: null,
          conversations: { $sum: 1 },
          messages: { $sum: messages },
          cost: { $sum: '$cost_usd' },
          start: { $min: '$created_at' },
          end: { $max: '$created_at' },
        },
      },
    ])
    .toArray();
  const metadata = {
    total_conversations: totals?.conversations ?? 0,
    total_messages: totals?.messages ?? 0,
    total_cost_usd: totals?.cost ?? 0,
    date_range: { start: totals?.start ?? null, end: totals?.end ?? null },
  };
  return {
    metadata: EJSON.stringify(metadata, { relaxed: true }),
    total: Number(metadata.total_conversations),
  };
}

async function writeDocuments(
  job: JobContext,
  collection: Collection,
  request: ExportRequest,
  plan: ExportPlan,
  pool: EncoderPool,
  output: Output,
): Promise<void> {
  const { format, shape, columns } = plan;
  job.progress.begin('exporting', plan.total === undefined ? {} : { records: plan.total });
  pool.begin({ format, shape, columns, ejson: request.ejson });
  await output.write(Buffer.from(plan.head));
  const cursor = await openCursor(collection, request, plan);
  const memory = new SteadyMemory();
  const inFlight: { readonly encoded: Promise<Encoded>; readonly bytes: number }[] = [];
  let bytesInFlight = 0;
  const writeOldest = async (): Promise<void> => {
    const oldest = inFlight.shift();
    if (!oldest) return;
    const { text, documents } = await oldest.encoded;
    bytesInFlight -= oldest.bytes;
    const { length } = text;
    await output.write(text);
    if (output.letsGo) giveBack([text]);
    memory.passed(length);
    job.progress.count('exported', documents);
    job.progress.advance(documents, length);
  };
  const hasRoomFor = (bytes: number): boolean =>
    inFlight.length === 0 || (inFlight.length < batchesAtOnce && bytesInFlight + bytes <= bytesAtOnce);
  try {
    for await (const batch of rawReplies(cursor)) {
      job.signal.throwIfAborted();
      const bytes = batch.bytes.length;
      while (!hasRoomFor(bytes)) await writeOldest();
      const encoded = pool.encode(batch);
      // A failure is met when the batch's turn comes; until then it must not count as unhandled.
      encoded.catch(() => {});
      inFlight.push({ encoded, bytes });
      bytesInFlight += bytes;
    }
    while (inFlight.length > 0) await writeOldest();
    job.signal.throwIfAborted();
  } finally {
    await cursor.close();
  }
  await output.write(Buffer.from(plan.tail));
  job.progress.finishing();
}

async function openCursor(
  collection: Collection,
  request: ExportRequest,
  plan: ExportPlan,
): Promise<FindCursor> {
  const { filter, sort, limit } = plan.query;
  const average = await averageSize(collection);
  const asked = projectionOf(plan.format, plan.shape, request.fields);
  // The rows of a CSV hold the asked columns alone, whatever else the documents have.
  const projection = plan.format === 'csv' && average < worthProjecting ? undefined : asked;
  return collection.find(filter, {
    raw: true,
    batchSize: projection ? maxDocuments : documentsPerReply(average),
    ...(sort ? { sort } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(projection ? { projection } : {}),
  });
}
