import { SluiceError } from '../api/errors.ts';
import type { ImportRequest } from '../api/requests.ts';
import { checkUnchanged } from '../files/intake.ts';
import { JobJournal } from '../journal/job-journal.ts';
import { ReaderThread } from '../workers/reader.ts';
import type { Workplace } from '../mongo/documents.ts';
import { indexAdvice } from '../mongo/indexes.ts';
import { untilQuiet } from '../mongo/quiet.ts';
import {
  checkNames,
  checkWritable,
  type CollectionFacts,
  createCollection,
  findCollection,
} from '../mongo/target.ts';
import { BatchWriter } from './batch-writer.ts';
import { Durability } from './durability.ts';
import type { JobContext } from './job-context.ts';
import { openSources } from './open-sources.ts';
import { withPatience } from './patience.ts';
import { readBack } from './read-back.ts';
import { type ReadingJob, SourceTotals } from './read-source.ts';
import { recordKey } from './record-key.ts';
import { removeOthers } from './remove-others.ts';
import { rejectOf, type OpenedSource } from './source.ts';
import { takePlan } from './take-plan.ts';
import { checkUndoSpace, keepsUndo } from './undo-space.ts';
import { endOfReading, type SourceEnd, writeSource } from './write-source.ts';

/** Ids of documents that a report names. */
const reportedIds = 20;

/**
 * Brings files into a collection, batch by batch, each one journaled before it is written. A job that was stopped goes
 * on where its journal says; while the database is away it waits.
 */
export async function importFiles(job: JobContext, request: ImportRequest): Promise<void> {
  checkNames(request.target.db, request.target.collection);
  checkWritable(request.target.db);
  // Starting takes a thread as long as opening the files and connecting take.
  await using thread = new ReaderThread();
  const sources = await openSources(job, request);
  await using opened = new AsyncDisposableStack();
  for (const { records } of sources) opened.use(records);
  const { uri } = request.target;
  await withPatience(job, { uri, waitSeconds: request.waitSeconds, state: 'running' }, (patient, connected) =>
    importPass({ job: patient, request, thread }, sources, connected),
  );
}

/** One run over the files, that ends with everything applied or with an error. */
async function importPass(
  reading: ReadingJob<ImportRequest>,
  sources: readonly OpenedSource[],
  connected: () => void,
): Promise<void> {
  const { job, request } = reading;
  await using connection = await job.connect(request.target.uri);
  connected();
  const { db, collection } = request.target;
  const place: Workplace = { connection, db, collection, jobId: job.jobId };
  // What refuses the job comes before a collection is made for it.
  if (!JobJournal.exists(job.store.journalPath(job.jobId)))
    await checkUndoSpace(job, request, sources, place);
  await takePlan(job, request, sources);
  const found = await lookAtTarget(job, place);
  // There is a journal from before the job touches anything, or knows what it is going to touch: undo and resume go by it.
  using journal = job.store.openJournal(job.jobId);
  const target = found ?? (await makeTarget(job, place));
  if (found?.uuid !== undefined) job.update({ collectionUuid: found.uuid });
  job.onStep('after-target');
  const isFirst = journal.countBatches() === 0;
  if (!isFirst) await untilQuiet(place, job.signal);
  const key = recordKey(request.key);
  const warnings = [...(await indexAdvice(place, key.fields))];
  const warn = (more: readonly string[]): void => void warnings.push(...more);
  const keepsBefore = keepsUndo(request);
  const pending = journal.pending();
  const durability = new Durability(place, journal, job.onStep);
  const writer = new BatchWriter({
    place,
    journal,
    durability,
    policy: request.onConflict,
    key,
    hash: job.hash,
    log: job.log,
    // Without a look, only a second `_id` is noticed.
    startedEmpty: isFirst && target.isEmpty && key.fields === undefined,
    keepsBefore,
    keepsKeys: request.replaceCollection,
    rejectOf: (source, candidate, code, message) => rejectOf(sources, source, candidate, code, message),
    onStep: job.onStep,
  });
  const totals = begin(job, sources, journal);
  const ends: SourceEnd[] = [];
  try {
    for (const source of sources)
      ends.push(await writeSource(reading, source, writer, key, pending, totals, warn));
    if (request.replaceCollection)
      await removeOthers({ job, place, journal, durability, key, pending, keepsBefore, onStep: job.onStep });
  } finally {
    job.update({ warnings, bytes: job.progress.bytes });
    await durability.flush();
  }
  await reading.thread.rest();
  const back = await readBack({ job, place, journal }, request.readBack);
  if (back) job.update({ readBack: back });
  await finish(job, sources, ends, journal);
}

function begin(job: JobContext, sources: readonly OpenedSource[], journal: JobJournal): SourceTotals {
  const { read, bytes, ...counts } = journal.sums('applied');
  const totals = new SourceTotals(sources, job.progress);
  job.progress.begin('importing', totals.totals);
  job.progress.restore({ read, ...counts }, { records: read, bytes });
  return totals;
}

/** The collection to write to, the same one whenever the job goes on; undefined where there is none yet. */
async function lookAtTarget(
  job: JobContext,
  { connection, db, collection }: Workplace,
): Promise<CollectionFacts | undefined> {
  const known = job.store.get(job.jobId).collectionUuid;
  const found = await findCollection(connection, db, collection);
  if (known !== undefined && found?.uuid !== known)
    throw new SluiceError('target-changed', { name: `${db}.${collection}`, jobId: job.jobId });
  // What it would push out is in no journal, so undoing could not bring it back.
  if (found?.isCapped)
    throw new SluiceError('target-unsupported', { name: `${db}.${collection}`, what: 'capped collection' });
  return found;
}

async function makeTarget(
  job: JobContext,
  { connection, db, collection }: Workplace,
): Promise<CollectionFacts> {
  // Written down before: a server that goes away while it makes the collection leaves one that nobody else asked for.
  job.update({ createdCollection: true });
  job.onStep('before-create');
  const made = await createCollection(connection, db, collection);
  job.update({
    createdCollection: made.created,
    ...(made.uuid === undefined ? {} : { collectionUuid: made.uuid }),
  });
  return made;
}

async function finish(
  job: JobContext,
  sources: readonly OpenedSource[],
  ends: readonly SourceEnd[],
  journal: JobJournal,
): Promise<void> {
  job.progress.finishing();
  for (const { facts } of sources) if (facts.stagedPath === undefined) await checkUnchanged(facts);
  checkSums(job);
  const facts = { job: job.jobId, batches: journal.countBatches(), counts: job.progress.counts };
  job.log.info(facts, 'import finished');
  const changed = journal.choices.changedSince(reportedIds);
  const { bytes, sha256 } = endOfReading(ends);
  job.update({
    bytes,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(changed.count > 0 ? { changedSincePlan: changed } : {}),
  });
}

/** Every record read ended in exactly one way. Each count was made where its thing happened, so this can fail. */
function checkSums(job: JobContext): void {
  const { read, inserted, updated, unchanged, skipped, rejected } = job.progress.counts;
  if (read !== inserted + updated + unchanged + skipped + rejected) {
    const reason = `the counts do not add up: ${JSON.stringify(job.progress.counts)}`;
    throw new SluiceError('internal', { reason });
  }
}
