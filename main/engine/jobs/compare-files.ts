/** Files read beside what the collection holds under the keys of their records: what dry run and verify have in common. */
import { SluiceError } from '../api/errors.ts';
import type { ReadingRequest } from '../api/requests.ts';
import { openTempScope } from '../files/temp-scope.ts';
import { Findings } from '../journal/findings.ts';
import { KeySet } from '../journal/key-set.ts';
import type { Workplace } from '../mongo/documents.ts';
import { indexAdvice } from '../mongo/indexes.ts';
import { checkNames, findCollection } from '../mongo/target.ts';
import { giveBack } from '../give-back.ts';
import { SteadyMemory } from '../workers/steady-memory.ts';
import { type BatchPart, halves } from './batch-parts.ts';
import { ReaderThread } from '../workers/reader.ts';
import type { JobContext } from './job-context.ts';
import { openSources } from './open-sources.ts';
import type { Candidate } from './plan-batch.ts';
import { type ReadingJob, readSource, SourcePart, SourceTotals } from './read-source.ts';
import { type RecordKey, recordKey } from './record-key.ts';
import { endOfReading, type SourceEnd, warningsOf } from './write-source.ts';
import type { OpenedSource } from './source.ts';

/** Bytes of documents of the collection that are held for one batch. */
const maxExistingBytes = 8 * 1024 * 1024;

/** Records with what the collection holds under their keys. */
export interface ComparedPart {
  readonly part: BatchPart;
  /** By the text of the key; several where the key is not unique. */
  readonly existing: ReadonlyMap<string, readonly Uint8Array[]>;
}

/** What a comparison works with. */
export interface ComparisonTools {
  readonly job: JobContext;
  readonly place: Workplace;
  /** There is a collection, empty or not. */
  readonly hasCollection: boolean;
  readonly key: RecordKey;
  /** Keys of the records so far, with a number each. */
  readonly keys: KeySet;
  readonly findings: Findings;
}

export interface Comparison {
  /** Takes the next records; must be done with the documents when it returns. */
  add(part: ComparedPart): void;
  /** All records were taken. */
  end(): Promise<void>;
  /** Known at the end. */
  warnings(): readonly string[];
}

/**
 * Reads all files beside the collection, and writes down how that ended. Nothing is written to the database.
 * @param begin makes what compares
 */
export async function compareFiles<C extends Comparison>(
  job: JobContext,
  request: ReadingRequest,
  begin: (tools: ComparisonTools) => C,
): Promise<C> {
  checkNames(request.target.db, request.target.collection);
  await using thread = new ReaderThread();
  const sources = await openSources(job, request);
  await using connection = await job.connect(request.target.uri);
  const { db, collection } = request.target;
  const place: Workplace = { connection, db, collection, jobId: job.jobId };
  const target = await findCollection(connection, db, collection);
  const key = recordKey(request.key);
  const advice = target ? await indexAdvice(place, key.fields) : [];
  using scope = openTempScope(job.folders.temp);
  using keys = new KeySet(scope.path('.sqlite'));
  using findings = new Findings(job.store.findingsPath(job.jobId));
  const comparison = begin({ job, place, hasCollection: target !== undefined, key, keys, findings });
  const totals = new SourceTotals(sources, job.progress);
  job.progress.begin('comparing', totals.totals);
  const options = { job, request, thread, place: target?.isEmpty === false ? place : undefined, key, totals };
  const ends: SourceEnd[] = [];
  for (const source of sources)
    ends.push(await compareSource(options, source, (part) => comparison.add(part)));
  job.progress.finishing();
  await comparison.end();
  const end = endOfReading(ends);
  job.update({ ...end, warnings: [...advice, ...end.warnings, ...comparison.warnings()] });
  return comparison;
}

interface CompareOptions extends ReadingJob {
  /** Absent where the collection holds nothing to compare with. */
  readonly place: Workplace | undefined;
  readonly key: RecordKey;
  readonly totals: SourceTotals;
}

/**
 * Gives the parts of a file in their order to `compare`; while one is compared, the documents for the next one are read.
 * `compare` must be done with the documents when it returns.
 */
async function compareSource(
  options: CompareOptions,
  source: OpenedSource,
  compare: (part: ComparedPart) => void,
): Promise<SourceEnd> {
  const { job, request } = options;
  await using reader = readSource(options, source);
  const memory = new SteadyMemory();
  let before: (() => Promise<void>) | undefined;
  for await (const batch of reader.batches) {
    job.signal.throwIfAborted();
    const part = new SourcePart(batch, source.index, options.key);
    const reading = read(options, part.candidates, maxExistingBytes);
    // A failure is met when the part's turn comes; until then it must not count as unhandled.
    reading.catch(() => {});
    await before?.();
    before = async () => {
      await compareWith(options, part, await reading, compare);
      options.totals.expect(source, batch.expectedBytes);
      job.progress.advance(batch.read, batch.byteEnd - batch.byteStart);
      memory.passed(batch.byteEnd - batch.byteStart);
      reader.release(batch);
    };
  }
  await before?.();
  job.signal.throwIfAborted();
  const end = reader.end();
  if (!end) throw new SluiceError('internal', { reason: 'the reader did not say how it ended' });
  options.totals.expect(source, end.bytes);
  return { ...end, warnings: warningsOf(request, source, reader) };
}

/** One record's document is held whatever it weighs; of more records only what fits, else a half of them is tried. */
async function compareWith(
  options: CompareOptions,
  part: BatchPart,
  documents: readonly Uint8Array[] | undefined,
  compare: (part: ComparedPart) => void,
): Promise<void> {
  if (documents) {
    const byKey = Map.groupBy(documents, (document) => options.key.textOf(document) ?? '');
    compare({ part, existing: byKey });
    giveBack(documents);
    return;
  }
  for (const half of halves(part)) {
    const limit = half.candidates.length > 1 ? maxExistingBytes : Number.POSITIVE_INFINITY;
    await compareWith(options, half, await read(options, half.candidates, limit), compare);
  }
}

async function read(
  { place, key }: CompareOptions,
  candidates: readonly Candidate[],
  maxBytes: number,
): Promise<Uint8Array[] | undefined> {
  if (!place || candidates.length === 0) return [];
  const limit = candidates.length > 1 ? maxBytes : Number.POSITIVE_INFINITY;
  return key.read(
    place,
    candidates.map(({ document }) => document),
    limit,
  );
}
