/**
 * The last step of replacing a collection: what it holds and the files do not is removed, journaled and guarded like any
 * change, so that undo brings it back. Indexes, options and the collection itself stay as they are.
 */
import { SluiceError } from '../api/errors.ts';
import { keyDocument, keyForPeople, keyText } from '../formats/bson/keys.ts';
import { packImages } from '../journal/before-images.ts';
import { type JobJournal, outcomeCode, removingSource } from '../journal/job-journal.ts';
import type { Pending, PendingBatch } from '../journal/pending.ts';
import type { PlannedEntry } from '../journal/planned-batch.ts';
import { deleteDocuments, readAll, readByIds, type Workplace } from '../mongo/documents.ts';
import type { Durability } from './durability.ts';
import type { JobContext } from './job-context.ts';
import type { RecordKey } from './record-key.ts';
import type { OnStep } from './steps.ts';
import { noTally } from './tally.ts';

/** A batch of removals ends at so many documents or bytes. */
const limits = { documents: 1000, bytes: 4 * 1024 * 1024 };
/** How often a document is tried that somebody else keeps changing. */
const maxAttempts = 5;

export interface RemoveOptions {
  readonly job: JobContext;
  readonly place: Workplace;
  readonly journal: JobJournal;
  readonly durability: Durability;
  readonly key: RecordKey;
  readonly pending: Pending;
  readonly keepsBefore: boolean;
  readonly onStep: OnStep;
}

/** Throws `replace-with-rejects` or `replace-with-nothing` before anything is removed. */
export async function removeOthers(options: RemoveOptions): Promise<void> {
  const { job, place, journal, key, pending } = options;
  const name = `${place.db}.${place.collection}`;
  const { rejected, read } = job.progress.counts;
  if (rejected > 0) throw new SluiceError('replace-with-rejects', { rejected, name });
  if (read === 0) throw new SluiceError('replace-with-nothing', { name });
  for (const batch of pending.batches) if (batch.source === removingSource) await finishBatch(options, batch);
  job.progress.finishing('removing');
  const hasKey = journal.hasFileKey();
  let documents: Uint8Array[] = [];
  let bytes = 0;
  const remove = async (): Promise<void> => {
    await removeBatch(options, documents);
    documents = [];
    bytes = 0;
  };
  for await (const document of readAll(place)) {
    job.signal.throwIfAborted();
    const text = key.textOf(document);
    if (text !== undefined && hasKey(Buffer.from(text, 'latin1'))) continue;
    documents.push(document);
    bytes += document.length;
    if (documents.length >= limits.documents || bytes >= limits.bytes) await remove();
  }
  if (documents.length > 0) await remove();
}

async function removeBatch(
  options: RemoveOptions,
  documents: readonly Uint8Array[],
  attempt = 1,
): Promise<void> {
  const { journal, place, keepsBefore, onStep } = options;
  const entries = documents.map((document): PlannedEntry => ({
    key: keyDocument(document),
    action: 'remove',
    afterHash: 0n,
    ...(keepsBefore ? { before: document } : {}),
  }));
  const range = {
    source: removingSource,
    byteStart: 0,
    byteEnd: 0,
    firstRecord: 0,
    read: 0,
    prefixChecksum: '',
  };
  onStep('before-intend');
  const plan = { entries, records: [] };
  const seq = await journal.intend(range, plan, await packImages(plan));
  onStep('after-intend');
  const epoch = place.connection.epoch();
  const left = await deleteAsTheyWere(options, documents);
  acknowledge(options, seq, epoch, documents, left);
  if (left.size === 0) return;
  // Somebody changed them meanwhile: they are removed as they are now.
  if (attempt >= maxAttempts) {
    const [first = ''] = left.values();
    throw new SluiceError('database-refused', {
      reason: `the document ${first} kept changing while it was to be removed`,
    });
  }
  const keys = documents.filter((document) => left.has(keyText(document))).map(keyDocument);
  const now = (await readByIds(place, keys, Number.POSITIVE_INFINITY)) ?? [];
  if (now.length > 0) await removeBatch(options, now, attempt + 1);
}

/** Ids, by their text, of documents that are still there, because they are not what they were. */
async function deleteAsTheyWere(
  { place, onStep }: RemoveOptions,
  documents: readonly Uint8Array[],
): Promise<Map<string, string>> {
  onStep('before-write');
  const { count } = await deleteDocuments(place, documents, 'whole');
  onStep('after-write');
  if (count === documents.length) return new Map();
  const there = (await readByIds(place, documents.map(keyDocument), Number.POSITIVE_INFINITY)) ?? [];
  return new Map(there.map((document) => [keyText(document), keyForPeople(document)]));
}

/** A batch of an earlier run whose end is not known: what is gone is done, what is as it was is removed, the rest is found anew. */
async function finishBatch(options: RemoveOptions, batch: PendingBatch): Promise<void> {
  const { place, journal } = options;
  journal.reopen(batch.seq);
  const epoch = place.connection.epoch();
  const before = batch.entries.flatMap((entry) => (entry.before ? [entry.before] : []));
  if (before.length > 0) await deleteAsTheyWere(options, before);
  const keys = batch.entries.map(({ key }) => key);
  const there = (await readByIds(place, keys, Number.POSITIVE_INFINITY)) ?? [];
  acknowledge(options, batch.seq, epoch, keys, new Map(there.map((document) => [keyText(document), ''])));
}

function acknowledge(
  { job, journal, durability, onStep }: RemoveOptions,
  seq: number,
  epoch: number,
  documents: readonly Uint8Array[],
  left: ReadonlyMap<string, string>,
): void {
  const gone = documents.map((document) => !left.has(keyText(document)));
  const removed = gone.filter(Boolean).length;
  onStep('before-acknowledge');
  journal.acknowledge(seq, {
    counts: { ...noTally(), removed },
    outcomes: Uint8Array.from(gone, (isGone) => (isGone ? outcomeCode.done : outcomeCode.again)),
    rejects: [],
  });
  onStep('after-acknowledge');
  job.progress.count('removed', removed);
  durability.acknowledged(
    seq,
    epoch,
    documents.reduce((sum, { length }) => sum + length, 0),
  );
}
