/** After an import: does the collection hold what was written? Documents are read again and compared by hash. */
import type { ReadBackResult } from '../api/jobs.ts';
import type { ReadBack } from '../api/requests.ts';
import { openTempScope } from '../files/temp-scope.ts';
import { keyForPeople, keyText } from '../formats/bson/keys.ts';
import { type JobJournal, type JournaledBatch, outcomeCode } from '../journal/job-journal.ts';
import { KeySet } from '../journal/key-set.ts';
import type { PlannedEntry } from '../journal/planned-batch.ts';
import type { Workplace } from '../mongo/documents.ts';
import type { JobContext } from './job-context.ts';
import { readInParts } from './read-in-parts.ts';

/** What a sample is: so many batches, evenly spread, and so many documents of each. */
const sample = { batches: 20, documents: 50 };
/** Ids that are told. */
const toldIds = 20;

export interface ReadBackPlace {
  readonly job: JobContext;
  readonly place: Workplace;
  readonly journal: JobJournal;
}

/** Undefined when nothing was to be read back. */
export async function readBack(where: ReadBackPlace, how: ReadBack): Promise<ReadBackResult | undefined> {
  if (how === 'none') return undefined;
  where.job.progress.finishing('reading-back');
  const result = await (how === 'all' ? readAllBack(where) : readSampleBack(where));
  const { different, checked } = result;
  if (different > 0)
    where.job.log.warn({ job: where.job.jobId, different, checked }, 'documents are not what was written');
  return result;
}

interface Mismatch {
  readonly id: string;
  readonly seq: number;
  /** Hash of what is there; undefined where nothing is. */
  readonly found: bigint | undefined;
}

/** Newest batch first, so that of a document that was written several times only the last image counts. */
async function readAllBack(where: ReadBackPlace): Promise<ReadBackResult> {
  using scope = openTempScope(where.job.folders.temp);
  using seen = new KeySet(scope.path('.sqlite'));
  const found = new Report();
  for (const batch of where.journal.newestFirst({ undone: false })) {
    const entries = writtenBy(batch).filter(({ key }) => {
      const text = keyText(key);
      if (seen.get(text) !== undefined) return false;
      seen.set(text, 1);
      return true;
    });
    for await (const { id } of mismatches(where, batch.seq, entries, found)) found.add(id);
  }
  return found.result();
}

async function readSampleBack(where: ReadBackPlace): Promise<ReadBackResult> {
  const { journal } = where;
  const found = new Report();
  const suspects = new Map<string, Mismatch>();
  const last = journal.lastBatch();
  const step = Math.max(1, Math.floor(last / sample.batches));
  for (let seq = 1; seq <= last; seq += step) {
    const batch = journal.batch(seq);
    const entries = batch ? evenly(writtenBy(batch), sample.documents) : [];
    for await (const mismatch of mismatches(where, seq, entries, found)) suspects.set(mismatch.key, mismatch);
  }
  if (suspects.size > 0) forgetLaterWrites(journal, suspects);
  for (const { id } of suspects.values()) found.add(id);
  return found.result();
}

/** What a later batch made of a document is right as well. */
function forgetLaterWrites(journal: JobJournal, suspects: Map<string, Mismatch>): void {
  const oldest = Math.min(...[...suspects.values()].map(({ seq }) => seq));
  const decided = new Set<string>();
  for (const batch of journal.newestFirst({ undone: false })) {
    if (batch.seq <= oldest) return;
    for (const { key, afterHash } of writtenBy(batch)) {
      const text = keyText(key);
      const suspect = suspects.get(text);
      if (!suspect || decided.has(text) || suspect.seq >= batch.seq) continue;
      decided.add(text);
      if (suspect.found === afterHash) suspects.delete(text);
    }
  }
}

function writtenBy({ entries, outcomes }: JournaledBatch): PlannedEntry[] {
  return entries.filter(({ action }, i) => action !== 'remove' && outcomes?.[i] === outcomeCode.done);
}

function evenly<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(1, items.length / count);
  return Array.from({ length: Math.min(items.length, count) }, (_, i) => items[Math.floor(i * step)]).flatMap(
    (item) => (item === undefined ? [] : [item]),
  );
}

async function* mismatches(
  { job, place }: ReadBackPlace,
  seq: number,
  entries: readonly PlannedEntry[],
  report: Report,
): AsyncGenerator<Mismatch & { readonly key: string }> {
  for await (const { taken, current } of readInParts(place, entries)) {
    job.signal.throwIfAborted();
    for (const { key, afterHash } of taken) {
      const text = keyText(key);
      const document = current.get(text);
      const found = document && job.hash(document);
      if (found !== afterHash) yield { key: text, id: keyForPeople(key), seq, found };
    }
    report.checked += taken.length;
  }
}

class Report {
  checked = 0;
  #different = 0;
  readonly #ids: string[] = [];

  add(id: string): void {
    this.#different++;
    if (this.#ids.length < toldIds) this.#ids.push(id);
  }

  result(): ReadBackResult {
    return { checked: this.checked, different: this.#different, ids: this.#ids };
  }
}
