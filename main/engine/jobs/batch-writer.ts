/** Plan, journal, write, acknowledge: what happens to one batch, in this order and no other. */
import type { Reject } from '../api/jobs.ts';
import { SluiceError } from '../api/errors.ts';
import type { ConflictPolicy } from '../api/requests.ts';
import { keyDocument, keyForPeople } from '../formats/bson/keys.ts';
import { int32At } from '../formats/bson/elements.ts';
import { type BatchCounts, type BatchRange, type JobJournal, outcomeCode } from '../journal/job-journal.ts';
import {
  insertDocuments,
  readByIds,
  replaceDocuments,
  type Workplace,
  type WriteRefusal,
} from '../mongo/documents.ts';
import type { HashBytes } from '../workers/batch-builder.ts';
import type { Durability } from './durability.ts';
import type { Log } from './log.ts';
import { type BatchPlan, type Candidate, planBatch, type WritableEntry } from './plan-batch.ts';

/** Bytes of before-images that one plan may hold; a batch that meets more is split. */
const maxBeforeBytes = 8 * 1024 * 1024;
/** How often a batch is planned because somebody else writes to the same documents. */
const maxAttempts = 5;

export interface BatchWriterOptions {
  readonly place: Workplace;
  readonly journal: JobJournal;
  readonly durability: Durability;
  readonly policy: ConflictPolicy;
  readonly hash: HashBytes;
  readonly log: Log;
  /** The collection held nothing when the job began: records are inserted without a look at what is there. */
  readonly startedEmpty: boolean;
  /** Makes the reject of a record that the database refused, with its bytes. */
  readonly rejectOf: (candidate: Candidate, message: string) => Promise<Reject>;
}

/** A part of the source, and what was read in it. */
export interface BatchPart {
  readonly candidates: readonly Candidate[];
  readonly rejects: readonly Reject[];
  readonly range: BatchRange;
}

/** Rejects of a job that the log tells one by one; the journal has them all. */
const loggedRejects = 1000;

type Tally = { -readonly [name in keyof BatchCounts]: number };
type EntryOutcome = 'done' | 'again' | { readonly refusal: string };

const noTally = (): Tally => ({ inserted: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0 });

export class BatchWriter {
  readonly #options: BatchWriterOptions;
  #logged = 0;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
  }

  /** Brings a part of the source into the collection; returns what became of its records. */
  async write(part: BatchPart): Promise<BatchCounts> {
    const existing = this.#options.startedEmpty ? [] : await this.#read(part.candidates);
    if (existing) return this.#attempt(part, existing, 1);
    const [first, second] = halves(part);
    return sum([await this.write(first), await this.write(second)]);
  }

  #read(candidates: readonly Candidate[]): Promise<Uint8Array[] | undefined> {
    if (candidates.length === 0) return Promise.resolve([]);
    const keys = candidates.map(({ document }) => keyDocument(document));
    return readByIds(this.#options.place, keys, maxBeforeBytes);
  }

  async #attempt(part: BatchPart, existing: readonly Uint8Array[], attempt: number): Promise<BatchCounts> {
    const { journal, policy, hash, durability, place } = this.#options;
    const plan = planBatch(part.candidates, existing, policy, hash);
    const seq = journal.intend(part.range, plan);
    const epoch = place.connection.epoch();
    const outcomes = await this.#writePlan(plan);
    const tally = noTally();
    const rejects = [...part.rejects];
    part.rejects.forEach((reject) => this.#logReject(seq, reject));
    tally.rejected += part.rejects.length;
    for (const { action } of plan.settled) tally[action === 'skip' ? 'skipped' : 'unchanged']++;
    const again: Candidate[][] = [];
    for (const [i, entry] of plan.entries.entries()) {
      const outcome = outcomes[i] ?? 'again';
      if (outcome === 'done') countActions(entry, tally);
      else if (outcome === 'again' && attempt < maxAttempts) (again[0] ??= []).push(...entry.candidates);
      else if (entry.candidates.length > 1) again.push(...entry.candidates.map((candidate) => [candidate]));
      else rejects.push(...(await this.#refuse(entry, outcome, seq, tally)));
    }
    const repeated = await this.#repeat(part.range, seq, again, attempt);
    journal.acknowledge(seq, {
      counts: tally,
      outcomes: Uint8Array.from(plan.entries, (_, i) => codeOf(outcomes[i])),
      rejects,
    });
    durability.acknowledged(
      seq,
      epoch,
      plan.entries.reduce((bytes, { after }) => bytes + after.length, 0),
    );
    return sum([tally, ...repeated]);
  }

  /** Plans records again whose documents changed while they were written; each group after the one before it. */
  async #repeat(
    range: BatchRange,
    seq: number,
    groups: readonly Candidate[][],
    attempt: number,
  ): Promise<BatchCounts[]> {
    const counts: BatchCounts[] = [];
    for (const candidates of groups) {
      const existing = await readByIds(
        this.#options.place,
        candidates.map(({ document }) => keyDocument(document)),
        Number.POSITIVE_INFINITY,
      );
      const part = { candidates, rejects: [], range: { ...range, read: 0, repeats: seq } };
      counts.push(await this.#attempt(part, existing ?? [], attempt + 1));
    }
    return counts;
  }

  async #writePlan({ entries }: BatchPlan): Promise<EntryOutcome[]> {
    const outcomes: EntryOutcome[] = entries.map(() => 'done');
    const at = (action: WritableEntry['action']): number[] =>
      entries.flatMap((entry, i) => (entry.action === action ? [i] : []));
    const [inserts, changes] = [at('insert'), at('change')];
    const apply = (refusals: readonly WriteRefusal[], indexes: readonly number[]): void => {
      for (const { index, isDuplicateId, message } of refusals) {
        const entry = indexes[index];
        if (entry !== undefined) outcomes[entry] = isDuplicateId ? 'again' : { refusal: message };
      }
    };
    if (inserts.length > 0) {
      const documents = inserts.map((i) => entries[i]?.after ?? new Uint8Array());
      apply((await insertDocuments(this.#options.place, joinAdjacent(documents))).refusals, inserts);
    }
    if (changes.length > 0) await this.#replace(entries, changes, outcomes, apply);
    return outcomes;
  }

  async #replace(
    entries: readonly WritableEntry[],
    changes: readonly number[],
    outcomes: EntryOutcome[],
    apply: (refusals: readonly WriteRefusal[], indexes: readonly number[]) => void,
  ): Promise<void> {
    for (const indexes of messages(entries, changes)) {
      const replacements = indexes.flatMap((i) => {
        const entry = entries[i];
        return entry?.before ? [{ before: entry.before, after: entry.after }] : [];
      });
      const reply = await replaceDocuments(this.#options.place, replacements);
      apply(reply.refusals, indexes);
      const hoped = indexes.filter((i) => outcomes[i] === 'done');
      if (reply.count === hoped.length) continue;
      // Some were not what they had been when they were read. The reply does not say which, the collection does.
      const now = await this.#hashesOf(hoped.map((i) => entries[i]?.key ?? new Uint8Array()));
      for (const i of hoped) {
        const entry = entries[i];
        if (entry && !now.has(entry.afterHash)) outcomes[i] = 'again';
      }
    }
  }

  async #hashesOf(keys: readonly Uint8Array[]): Promise<Set<bigint>> {
    const documents = await readByIds(this.#options.place, keys, Number.POSITIVE_INFINITY);
    return new Set((documents ?? []).map((document) => this.#options.hash(document)));
  }

  async #refuse(entry: WritableEntry, outcome: EntryOutcome, seq: number, tally: Tally): Promise<Reject[]> {
    const reason =
      typeof outcome === 'object'
        ? outcome.refusal
        : `the document ${keyForPeople(entry.key)} kept changing or its id is taken in another spelling`;
    const rejects: Reject[] = [];
    for (const candidate of entry.candidates) {
      tally.rejected++;
      const reject = await this.#options.rejectOf(candidate, reason);
      this.#logReject(seq, reject);
      rejects.push(reject);
    }
    return rejects;
  }

  #logReject(batch: number, { record, line, code, message }: Reject): void {
    if (++this.#logged > loggedRejects) return;
    this.#options.log.warn({ job: this.#options.place.jobId, batch, record, line, code }, message);
  }
}

function countActions(entry: WritableEntry, tally: Tally): void {
  const names = { insert: 'inserted', change: 'updated', unchanged: 'unchanged', skip: 'skipped' } as const;
  for (const action of entry.actions) tally[names[action]]++;
}

function codeOf(outcome: EntryOutcome | undefined): number {
  if (outcome === 'done') return outcomeCode.done;
  return outcome === 'again' ? outcomeCode.again : outcomeCode.refused;
}

function sum(counts: readonly BatchCounts[]): BatchCounts {
  const total = noTally();
  for (const one of counts) {
    total.inserted += one.inserted;
    total.updated += one.updated;
    total.unchanged += one.unchanged;
    total.skipped += one.skipped;
    total.rejected += one.rejected;
  }
  return total;
}

/** Bytes of documents and guards in one message; the server takes 48 MB. */
const messageBytes = 24 * 1024 * 1024;

/** The changes in groups that fit into one message each. */
function* messages(entries: readonly WritableEntry[], changes: readonly number[]): Generator<number[]> {
  let group: number[] = [];
  let bytes = 0;
  for (const i of changes) {
    const entry = entries[i];
    const size = (entry?.after.length ?? 0) + (entry?.before?.length ?? 0);
    if (group.length > 0 && bytes + size > messageBytes) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(i);
    bytes += size;
  }
  yield group;
}

/** Documents that lie one behind the other in memory as one piece, which is the usual case for inserts. */
function joinAdjacent(documents: readonly Uint8Array[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (const document of documents) {
    const last = parts.at(-1);
    if (last && last.buffer === document.buffer && last.byteOffset + last.length === document.byteOffset) {
      parts[parts.length - 1] = new Uint8Array(
        last.buffer,
        last.byteOffset,
        last.length + int32At(document, 0),
      );
    } else parts.push(document);
  }
  return parts;
}

/** Two parts for one whose documents in the collection weigh too much to be held at once. */
function halves({ candidates, rejects, range }: BatchPart): [BatchPart, BatchPart] {
  const middle = candidates.length >> 1;
  const first = candidates[middle];
  if (!first) throw new SluiceError('internal', { reason: 'a batch of one document was to be split' });
  const cut = first.record;
  const isBefore = (reject: Reject): boolean => reject.record < cut;
  const readBefore = cut - range.firstRecord;
  return [
    {
      candidates: candidates.slice(0, middle),
      rejects: rejects.filter(isBefore),
      range: { ...range, byteEnd: first.byteStart, read: readBefore, prefixChecksum: '' },
    },
    {
      candidates: candidates.slice(middle),
      rejects: rejects.filter((reject) => !isBefore(reject)),
      range: { ...range, byteStart: first.byteStart, firstRecord: cut, read: range.read - readBefore },
    },
  ];
}
