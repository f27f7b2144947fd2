import { SluiceError } from '../api/errors.ts';
import type { Reject } from '../api/jobs.ts';
import type { ImportRequest } from '../api/requests.ts';
import { checkUnchanged } from '../files/intake.ts';
import type { JobJournal } from '../journal/job-journal.ts';
import type { Pending } from '../journal/pending.ts';
import type { Workplace } from '../mongo/documents.ts';
import { untilQuiet } from '../mongo/quiet.ts';
import {
  checkNames,
  checkWritable,
  type CollectionFacts,
  createCollection,
  findCollection,
} from '../mongo/target.ts';
import { positionAt, rawText } from '../workers/batch-builder.ts';
import { openReader, type Reader } from '../workers/reader.ts';
import { documentCount, type RecordBatch } from '../workers/record-batch.ts';
import { SteadyMemory } from '../workers/steady-memory.ts';
import type { BatchPart } from './batch-parts.ts';
import { BatchQueue } from './batch-queue.ts';
import { BatchWriter } from './batch-writer.ts';
import { Durability } from './durability.ts';
import { openSource } from './import-source.ts';
import type { JobContext } from './job-context.ts';
import { withPatience } from './patience.ts';
import type { Candidate } from './plan-batch.ts';
import { laterImages } from './restore-entries.ts';
import { type OpenedSource, recordBytes } from './source.ts';

/** Bytes of documents in a batch. */
const batchBytes = 2 * 1024 * 1024;
/** Bytes of batches that have left the reader and are not dealt with yet. */
const readerBudget = 6 * 1024 * 1024;
/** Batches written at once: while the server works on one, the next is planned and journaled. */
const batchesAtOnce = 2;

/**
 * Brings a file into a collection, batch by batch, each one journaled before it is written. A job that was stopped goes
 * on where its journal says; while the database is away it waits.
 */
export async function importFile(job: JobContext, request: ImportRequest): Promise<void> {
  checkNames(request.target.db, request.target.collection);
  checkWritable(request.target.db);
  const source = await openSource(job, request);
  const { uri } = request.target;
  await withPatience(job, { uri, waitSeconds: request.waitSeconds, state: 'running' }, (patient, connected) =>
    importPass(patient, request, source, connected),
  );
}

/** One run over the source, that ends with everything applied or with an error. */
async function importPass(
  job: JobContext,
  request: ImportRequest,
  source: OpenedSource,
  connected: () => void,
): Promise<void> {
  await using connection = await job.connect(request.target.uri);
  connected();
  const { db, collection } = request.target;
  const place: Workplace = { connection, db, collection, jobId: job.jobId };
  const target = await prepareTarget(job, place);
  using journal = job.store.openJournal(job.jobId);
  const isFirst = journal.countBatches() === 0;
  if (!isFirst) await untilQuiet(place, job.signal);
  const pending = journal.pending();
  const durability = new Durability(place, journal, job.onStep);
  const writer = new BatchWriter({
    place,
    journal,
    durability,
    policy: request.onConflict,
    hash: job.hash,
    log: job.log,
    startedEmpty: isFirst && target.isEmpty,
    rejectOf: (candidate, message) => rejectOf(source, candidate, message),
    onStep: job.onStep,
  });
  const { read, bytes, ...counts } = journal.sums('applied');
  job.progress.begin('importing', { bytes: source.facts.size });
  job.progress.restore({ read, ...counts }, { records: read, bytes });
  await using reader = openReader({
    path: source.path,
    source: source.detected,
    shape: source.shape,
    jobId: job.jobId,
    limits: { records: request.batchSize, bytes: batchBytes },
    maxRecordBytes: request.maxRecordBytes,
    ...(request.maxSize === undefined ? {} : { maxSize: request.maxSize }),
    done: pending.done,
    cuts: pending.batches.flatMap(({ firstRecord, read: records }) => [firstRecord, firstRecord + records]),
    expected: pending.expected,
    budget: readerBudget,
  });
  try {
    await writeBatches(job, reader, writer, pending);
  } finally {
    job.update({ warnings: [...reader.warnings()], bytes: job.progress.bytes });
    await durability.flush();
  }
  await finish(job, source, reader, journal);
}

/** The collection to write to: made by the job where there was none, and the same one whenever the job goes on. */
async function prepareTarget(
  job: JobContext,
  { connection, db, collection }: Workplace,
): Promise<CollectionFacts> {
  const known = job.store.get(job.jobId).collectionUuid;
  const found = await findCollection(connection, db, collection);
  if (found && known !== undefined && found.uuid !== known) {
    throw new SluiceError('target-changed', { name: `${db}.${collection}`, jobId: job.jobId });
  }
  // What it would push out is in no journal, so undoing could not bring it back.
  if (found?.isCapped)
    throw new SluiceError('target-unsupported', { name: `${db}.${collection}`, what: 'capped collection' });
  if (found) {
    if (found.uuid !== undefined) job.update({ collectionUuid: found.uuid });
    return found;
  }
  if (known !== undefined)
    throw new SluiceError('target-changed', { name: `${db}.${collection}`, jobId: job.jobId });
  // Written down before: a server that goes away while it makes the collection leaves one that nobody else asked for.
  job.update({ createdCollection: true });
  const made = await createCollection(connection, db, collection);
  job.update({
    createdCollection: made.created,
    ...(made.uuid === undefined ? {} : { collectionUuid: made.uuid }),
  });
  return made;
}

async function writeBatches(
  job: JobContext,
  reader: Reader,
  writer: BatchWriter,
  pending: Pending,
): Promise<void> {
  const queue = new BatchQueue(batchesAtOnce);
  const memory = new SteadyMemory();
  const open = new Map(pending.batches.map((batch) => [batch.firstRecord, batch]));
  const isLater = laterImages(pending.batches);
  try {
    for await (const batch of reader.batches) {
      job.signal.throwIfAborted();
      const part = toPart(batch);
      const before = open.get(part.range.firstRecord);
      if (before && before.read !== part.range.read) {
        throw new SluiceError('internal', {
          reason: `the batch at record ${part.range.firstRecord} cannot be repeated`,
        });
      }
      await queue.add(part, async () => {
        const counts = await (before ? writer.repeat(part, before, isLater) : writer.write(part));
        job.progress.count('read', batch.read);
        for (const name of ['inserted', 'updated', 'unchanged', 'skipped', 'rejected'] as const)
          job.progress.count(name, counts[name]);
        job.progress.advance(batch.read, batch.byteEnd - batch.byteStart);
        reader.release(batch);
        memory.passed(batch.byteEnd - batch.byteStart);
      });
    }
    await queue.drain();
    job.signal.throwIfAborted();
  } finally {
    await queue.settle();
  }
}

function toPart(batch: RecordBatch): BatchPart {
  const candidates = Array.from({ length: documentCount(batch) }, (_, index): Candidate => {
    const document = batch.documents.subarray(batch.offsets[index], batch.offsets[index + 1]);
    return {
      ...positionAt(batch, index),
      index,
      document,
      derived: batch.derived[index] ?? 0,
      hash: batch.hashes[index] ?? 0n,
    };
  });
  const { byteStart, byteEnd, firstRecord, read, prefixChecksum, rejects } = batch;
  return { candidates, rejects, range: { byteStart, byteEnd, firstRecord, read, prefixChecksum } };
}

async function rejectOf(source: OpenedSource, candidate: Candidate, message: string): Promise<Reject> {
  const { record, line, byteStart, byteEnd } = candidate;
  const raw = await recordBytes(source.path, source.detected.isRejects === true, candidate);
  return { record, line, byteStart, byteEnd, code: 'database-refused', message, ...rawText(raw) };
}

async function finish(
  job: JobContext,
  source: OpenedSource,
  reader: Reader,
  journal: JobJournal,
): Promise<void> {
  job.progress.finishing();
  if (source.facts.stagedPath === undefined) await checkUnchanged(source.facts);
  checkSums(job);
  const { bytes, checksum } = reader.end() ?? {};
  const facts = { job: job.jobId, batches: journal.countBatches(), counts: job.progress.counts };
  job.log.info(facts, 'import finished');
  if (bytes === undefined || checksum === undefined)
    throw new SluiceError('internal', { reason: 'the reader did not say how it ended' });
  job.update({ source: { ...source.facts, checksum }, sha256: checksum, bytes });
}

/** Every record read ended in exactly one way. Each count was made where its thing happened, so this can fail. */
function checkSums(job: JobContext): void {
  const { read, inserted, updated, unchanged, skipped, rejected } = job.progress.counts;
  if (read !== inserted + updated + unchanged + skipped + rejected) {
    const reason = `the counts do not add up: ${JSON.stringify(job.progress.counts)}`;
    throw new SluiceError('internal', { reason });
  }
}
