import { SluiceError } from '../api/errors.ts';
import type { Reject, SourceFacts } from '../api/jobs.ts';
import type { ImportRequest } from '../api/requests.ts';
import { checkSpace, checkUnchanged, intake } from '../files/intake.ts';
import { stage } from '../files/stage.ts';
import { openTempScope } from '../files/temp-scope.ts';
import { basename } from 'node:path';
import type { JobJournal } from '../journal/job-journal.ts';
import type { Workplace } from '../mongo/documents.ts';
import { checkNames, type CollectionFacts, createCollection, findCollection } from '../mongo/target.ts';
import { positionAt, rawText } from '../workers/batch-builder.ts';
import { openReader, type Reader } from '../workers/reader.ts';
import { documentCount, type RecordBatch } from '../workers/record-batch.ts';
import { BatchQueue } from './batch-queue.ts';
import type { BatchPart } from './batch-parts.ts';
import { BatchWriter } from './batch-writer.ts';
import { Durability } from './durability.ts';
import type { JobContext } from './job-context.ts';
import type { Candidate } from './plan-batch.ts';
import { detectSource, type OpenedSource, recordBytes } from './source.ts';

/** Bytes of documents in a batch. */
const batchBytes = 2 * 1024 * 1024;
/** Bytes of batches that have left the reader and are not dealt with yet. */
const readerBudget = 6 * 1024 * 1024;
/** Batches written at once: while the server works on one, the next is planned and journaled. */
const batchesAtOnce = 2;

/** Brings a file into a collection, batch by batch, each one journaled before it is written. */
export async function importFile(job: JobContext, request: ImportRequest): Promise<void> {
  checkNames(request.target.db, request.target.collection);
  using temp = openTempScope(job.folders.temp);
  const source = await openSource(job, request, temp);
  await using connection = await job.connect(request.target.uri);
  const { db, collection } = request.target;
  const place: Workplace = { connection, db, collection, jobId: job.jobId };
  const target = await prepareTarget(job, place);
  using journal = job.store.openJournal(job.jobId);
  const durability = new Durability(place, journal);
  const writer = new BatchWriter({
    place,
    journal,
    durability,
    policy: request.onConflict,
    hash: job.hash,
    log: job.log,
    startedEmpty: target.isEmpty,
    rejectOf: (candidate, message) => rejectOf(source, candidate, message),
  });
  job.progress.begin('importing', { bytes: source.facts.size });
  await using reader = openReader({
    path: source.path,
    source: source.detected,
    shape: source.shape,
    jobId: job.jobId,
    limits: { records: request.batchSize, bytes: batchBytes },
    maxRecordBytes: request.maxRecordBytes,
    ...(request.maxSize === undefined ? {} : { maxSize: request.maxSize }),
    done: [],
    cuts: [],
    expected: [],
    budget: readerBudget,
  });
  try {
    await writeBatches(job, reader, writer);
  } finally {
    job.update({ warnings: [...reader.warnings()], bytes: job.progress.bytes });
    await durability.flush();
  }
  await finish(job, source, reader, journal);
}

async function openSource(
  job: JobContext,
  request: ImportRequest,
  temp: { path(suffix: string): string },
): Promise<OpenedSource> {
  const { facts, path } =
    request.path === '-' || request.stage ? await stageSource(job, request, temp) : await inPlace(request);
  job.update({ source: facts });
  const { detected, shape } = await detectSource(path, facts.path, request);
  job.log.info({ job: job.jobId, path: facts.path, ...detected, shape }, 'source opened');
  return { path, facts, detected, shape };
}

async function inPlace(request: ImportRequest): Promise<{ facts: SourceFacts; path: string }> {
  const facts = await intake(request.path, request);
  return { facts, path: facts.path };
}

/** Copies the source to the temp area first; standard input has no other way. */
async function stageSource(
  job: JobContext,
  request: ImportRequest,
  temp: { path(suffix: string): string },
): Promise<{ facts: SourceFacts; path: string }> {
  const options = { maxSize: request.maxSize, signal: job.signal, onProgress: reportTo(job) };
  if (request.path === '-') {
    if (!job.stdin) throw new SluiceError('request-invalid', { reason: 'there is no standard input here' });
    const path = temp.path('.input');
    job.progress.begin('staging');
    const { size, checksum } = await stage(job.stdin, path, options);
    return {
      facts: { path: '-', filename: 'standard input', size, mtimeMs: Date.now(), checksum, stagedPath: path },
      path,
    };
  }
  const facts = await intake(request.path, request);
  const path = temp.path(basename(facts.path));
  await checkSpace(path, facts.size);
  job.progress.begin('staging', { bytes: facts.size });
  const { checksum } = await stage(facts.path, path, options);
  return { facts: { ...facts, checksum, stagedPath: path }, path };
}

function reportTo(job: JobContext): (bytes: number) => void {
  let before = 0;
  return (bytes) => {
    job.progress.advance(0, bytes - before);
    before = bytes;
  };
}

async function prepareTarget(
  job: JobContext,
  { connection, db, collection }: Workplace,
): Promise<CollectionFacts> {
  const found = await findCollection(connection, db, collection);
  if (found) {
    if (found.uuid !== undefined) job.update({ collectionUuid: found.uuid });
    return found;
  }
  const made = await createCollection(connection, db, collection);
  job.update({
    createdCollection: made.created,
    ...(made.uuid === undefined ? {} : { collectionUuid: made.uuid }),
  });
  return made;
}

async function writeBatches(job: JobContext, reader: Reader, writer: BatchWriter): Promise<void> {
  const queue = new BatchQueue(batchesAtOnce);
  try {
    for await (const batch of reader.batches) {
      job.signal.throwIfAborted();
      const part = toPart(batch);
      await queue.add(part, async () => {
        const counts = await writer.write(part);
        job.progress.count('read', batch.read);
        for (const name of ['inserted', 'updated', 'unchanged', 'skipped', 'rejected'] as const)
          job.progress.count(name, counts[name]);
        job.progress.advance(batch.read, batch.byteEnd - batch.byteStart);
        reader.release(batch);
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
  job.log.info(
    { job: job.jobId, batches: journal.countBatches(), counts: job.progress.counts },
    'import finished',
  );
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
