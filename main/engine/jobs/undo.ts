/** Takes a job back, newest batch first, and only what is still as the job left it. */
import { SluiceError } from '../api/errors.ts';
import { type JobResult, keptIdsLimit } from '../api/jobs.ts';
import type { UndoRequest } from '../api/requests.ts';
import { openTempScope } from '../files/temp-scope.ts';
import { keyForPeople, keyHash, keyText } from '../formats/bson/keys.ts';
import { JobJournal, type JournaledBatch, outcomeCode, type TakenBack } from '../journal/job-journal.ts';
import { KeySet } from '../journal/key-set.ts';
import type { JobRecord } from '../journal/job-record.ts';
import type { PlannedEntry } from '../journal/planned-batch.ts';
import { deleteDocuments, readByIds, syncWrites, type Workplace } from '../mongo/documents.ts';
import { readInParts } from './read-in-parts.ts';
import { untilQuiet } from '../mongo/quiet.ts';
import { dropIfEmpty, findCollection } from '../mongo/target.ts';
import { SteadyMemory } from '../workers/steady-memory.ts';
import { BatchQueue } from './batch-queue.ts';
import { historyBroke } from './durability.ts';
import type { JobContext } from './job-context.ts';
import { KeyHashes } from './key-hashes.ts';
import { withPatience } from './patience.ts';
import { bringBack, putBack } from './put-back.ts';

/** Milliseconds of work that an undo may have to do once more after a crash. */
const syncInterval = 1000;

type Step =
  | { readonly kind: 'delete'; readonly entry: PlannedEntry; readonly current: Uint8Array }
  | {
      readonly kind: 'restore';
      readonly entry: PlannedEntry;
      readonly current: Uint8Array;
      readonly before: Uint8Array;
    }
  | { readonly kind: 'bring-back'; readonly entry: PlannedEntry; readonly before: Uint8Array }
  | { readonly kind: 'keep'; readonly entry: PlannedEntry };

export async function undoImport(job: JobContext, record: JobRecord, request: UndoRequest): Promise<void> {
  if (!JobJournal.exists(job.store.journalPath(job.jobId))) {
    if (record.collectionUuid === undefined) return; // It failed before it wrote anything.
    throw new SluiceError('journal-gone', { jobId: job.jobId });
  }
  const uri = request.uri ?? record.request.target.uri;
  const options = { uri, waitSeconds: request.waitSeconds, state: 'undoing' } as const;
  await withPatience(job, options, (patient, connected) => undoPass(patient, record, request, connected));
}

/** One run over the batches that are not taken back yet. */
async function undoPass(
  job: JobContext,
  record: JobRecord,
  request: UndoRequest,
  connected: () => void,
): Promise<void> {
  using journal = job.store.openJournal(job.jobId);
  if (record.state === 'undone' && journal.countKept() === 0) return; // Nothing of it is left.
  if (journal.countBatches() === 0 && !record.createdCollection) return; // It failed before it wrote anything.
  await using connection = await job.connect(request.uri ?? record.request.target.uri);
  connected();
  const { db, collection } = record.target;
  const place: Workplace = { connection, db, collection, jobId: job.jobId };
  const found = await findCollection(connection, db, collection);
  checkIdentity(job, record, request, place, found?.uuid);
  await untilQuiet(place, job.signal);
  job.progress.begin('undoing', { records: record.counts.inserted + record.counts.updated });
  await takeBackAll(job, place, journal, request.force, record.state === 'undone');
  if (record.createdCollection && found) await dropIfEmpty(connection, db, collection, record.collectionUuid);
}

/**
 * The batches newest first. Of those that an earlier undo took back only what it kept is looked at again: whatever else
 * has these ids by now is not the job's any more, even when it is the same. A batch is marked once what was done is safe
 * on the server; until then a crash makes it be taken back once more, which finds nothing to do.
 */
async function takeBackAll(
  job: JobContext,
  place: Workplace,
  journal: JobJournal,
  force: boolean,
  isSecond: boolean,
): Promise<void> {
  // Most undos keep nothing, and may be what makes room on a full disk.
  const isAgain = journal.hasKept();
  using scope = isAgain ? openTempScope(job.folders.temp) : undefined;
  using keptBefore = scope && new KeySet(scope.path('.sqlite'));
  if (keptBefore) for (const id of journal.eachKept()) keptBefore.set(keptText(id), 1);
  const undo = new Undo(job, place, force);
  const epoch = place.connection.epoch();
  // A second undo counts what it did itself; one that goes on after a stop, all of it.
  const earlier = isSecond ? journal.undone() : { deleted: 0, restored: 0 };
  const report = (): void => {
    const { deleted, restored, kept } = journal.undone();
    const counts = { deleted: deleted - earlier.deleted, restored: restored - earlier.restored, kept };
    job.progress.restore(counts);
  };
  report();
  let unmarked: TakenBack[] = [];
  let lastSync = Number.NEGATIVE_INFINITY;
  const mark = async (): Promise<void> => {
    // What is taken back while the sync is under way is for the next one.
    const batches = unmarked;
    unmarked = [];
    await syncWrites(place);
    if (place.connection.epoch() !== epoch) throw historyBroke();
    journal.markUndone(batches);
    job.onStep('after-undo-mark');
    report();
    lastSync = performance.now();
  };
  const queue = new BatchQueue(underWay);
  try {
    for (const batch of journal.newestFirst({ undone: isAgain })) {
      if (job.signal.aborted) break;
      const isOpen = (entry: PlannedEntry): boolean =>
        batch.state !== 'undone' || keptBefore?.get(keptText(keyForPeople(entry.key))) !== undefined;
      // What is put back may need a value of a unique index that a newer batch still holds; a deletion needs nothing.
      const isAlone = batch.entries.some(({ action }) => action !== 'insert');
      if (isAlone) await queue.drain();
      const keys = new KeyHashes(Float64Array.from(batch.entries, ({ key }) => keyHash(key)));
      await queue.add(keys, async () => {
        const takenBack = await undo.takeBack(batch, isOpen);
        unmarked.push(takenBack);
      });
      if (isAlone) await queue.drain();
      if (performance.now() - lastSync >= syncInterval) await mark();
    }
    await queue.drain();
  } finally {
    await queue.settle();
  }
  await mark();
  job.signal.throwIfAborted();
}

/** Keys of a set are bytes, written as one character each. */
function keptText(id: string): string {
  return Buffer.from(id).toString('latin1');
}

/** The ids that an undo left alone, for its summary. */
export function keptIds(job: Pick<JobContext, 'store' | 'jobId'>): Pick<JobResult, 'keptIds'> {
  if (!JobJournal.exists(job.store.journalPath(job.jobId))) return {};
  using journal = job.store.openJournal(job.jobId);
  const ids = journal.kept(keptIdsLimit);
  return ids.length === 0 ? {} : { keptIds: ids };
}

/**
 * The collection's UUID says whether this is the server, and the collection, that the job wrote to. A collection that is
 * gone took the job's documents with it; but on a server under another name it may never have been.
 */
function checkIdentity(
  job: JobContext,
  record: JobRecord,
  request: UndoRequest,
  place: Workplace,
  uuid: string | undefined,
): void {
  if (record.collectionUuid === undefined || uuid === record.collectionUuid) return;
  const { server } = place.connection;
  if (uuid === undefined && (request.uri === undefined || server === record.target.server)) return;
  throw new SluiceError('undo-other-server', {
    jobId: job.jobId,
    expected: `${record.target.server} (collection ${record.collectionUuid})`,
    found: uuid === undefined ? `${server} (no such collection)` : `${server} (collection ${uuid})`,
  });
}

/** Batches taken back at once: while the server works on some, the documents of others are read and compared. */
const underWay = { batches: 4 };

/** Bytes of objects that may pile up. */
const garbage = 32 * 1024 * 1024;

class Undo {
  readonly #job: JobContext;
  readonly #memory = new SteadyMemory(garbage);
  readonly #place: Workplace;
  readonly #force: boolean;

  constructor(job: JobContext, place: Workplace, force: boolean) {
    this.#job = job;
    this.#place = place;
    this.#force = force;
  }

  /** Takes the open entries of a batch back. */
  async takeBack(batch: JournaledBatch, isOpen: (entry: PlannedEntry) => boolean): Promise<TakenBack> {
    // What was refused was not written; what was planned again was written under a later row, taken back before this one.
    const written = (i: number): boolean =>
      batch.outcomes === undefined || batch.outcomes[i] === outcomeCode.done;
    const entries = batch.entries.filter((entry, i) => written(i) && isOpen(entry));
    const kept = new Set<string>();
    const done = { deleted: 0, restored: 0 };
    for await (const { taken, current } of readInParts(this.#place, entries)) {
      const steps = taken.flatMap((entry) => this.#decide(entry, current.get(keyText(entry.key))));
      this.#job.onStep('before-undo-write');
      for (const id of await this.#carryOut(steps, done)) kept.add(id);
      this.#job.onStep('after-undo-write');
      this.#job.progress.advance(taken.length, 0);
      const documents = [...current.values(), ...taken.flatMap(({ before }) => before ?? [])];
      this.#memory.passed(documents.reduce((sum, { length }) => sum + length, 0));
    }
    const settled = (): string[] => entries.map(({ key }) => keyForPeople(key)).filter((id) => !kept.has(id));
    return { seq: batch.seq, ...done, settled, kept };
  }

  #decide(entry: PlannedEntry, current: Uint8Array | undefined): Step[] {
    const { before } = entry;
    if (current === undefined) {
      if (!before) return [];
      if (entry.action === 'remove') return [{ kind: 'bring-back', entry, before }];
      return [this.#force ? { kind: 'bring-back', entry, before } : { kind: 'keep', entry }];
    }
    if (before && Buffer.compare(current, before) === 0) return [];
    if (this.#job.hash(current) !== entry.afterHash && !this.#force) return [{ kind: 'keep', entry }];
    return [before ? { kind: 'restore', entry, current, before } : { kind: 'delete', entry, current }];
  }

  async #carryOut(steps: readonly Step[], done: { deleted: number; restored: number }): Promise<string[]> {
    const deletes = steps.filter((step) => step.kind === 'delete');
    const restores = steps.filter((step) => step.kind === 'restore');
    const returns = steps.filter((step) => step.kind === 'bring-back');
    const kept = steps.filter((step) => step.kind === 'keep').map(({ entry }) => entry);
    if (deletes.length > 0) {
      const { count } = await deleteDocuments(
        this.#place,
        deletes.map(({ current }) => current),
        'outline',
      );
      done.deleted += count;
      if (count < deletes.length) kept.push(...(await this.#stillThere(deletes.map(({ entry }) => entry))));
    }
    if (restores.length > 0) kept.push(...(await this.#restore(restores, done)));
    if (returns.length > 0) {
      const count = await bringBack(
        this.#place,
        returns.map(({ before }) => before),
      );
      done.restored += count;
      if (count < returns.length) kept.push(...(await this.#notThere(returns.map(({ entry }) => entry))));
    }
    return kept.map(({ key }) => keyForPeople(key));
  }

  async #restore(
    restores: readonly Extract<Step, { kind: 'restore' }>[],
    done: { restored: number },
  ): Promise<PlannedEntry[]> {
    const replacements = restores.map(({ current, before }) => ({ before: current, after: before }));
    const count = await putBack(this.#place, replacements);
    done.restored += count;
    if (count === restores.length) return [];
    // Somebody was faster, or the server refused; what is not the before-image now is kept as it is.
    const documents = await readByIds(
      this.#place,
      restores.map(({ entry }) => entry.key),
      Number.POSITIVE_INFINITY,
    );
    const now = new Map((documents ?? []).map((document) => [keyText(document), document]));
    return restores
      .filter(
        ({ entry, before }) => Buffer.compare(now.get(keyText(entry.key)) ?? new Uint8Array(), before) !== 0,
      )
      .map(({ entry }) => entry);
  }

  async #stillThere(entries: readonly PlannedEntry[]): Promise<PlannedEntry[]> {
    const documents = await readByIds(
      this.#place,
      entries.map(({ key }) => key),
      Number.POSITIVE_INFINITY,
    );
    const there = new Set((documents ?? []).map(keyText));
    return entries.filter(({ key }) => there.has(keyText(key)));
  }

  async #notThere(entries: readonly PlannedEntry[]): Promise<PlannedEntry[]> {
    const there = new Set(await this.#stillThere(entries));
    return entries.filter((entry) => !there.has(entry));
  }
}
