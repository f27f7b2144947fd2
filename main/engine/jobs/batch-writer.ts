/** Plan, journal, write, acknowledge: what happens to one batch, in this order and no other. */
import type { Reject } from '../api/jobs.ts';
import type { ConflictPolicy } from '../api/requests.ts';
import { keyForPeople, keyText } from '../formats/bson/keys.ts';
import {
  type Acknowledgement,
  type BatchCounts,
  type BatchRange,
  type JobJournal,
  outcomeCode,
} from '../journal/job-journal.ts';
import { readByIds, type Workplace } from '../mongo/documents.ts';
import { carryOut, insertTogether, outcomeOf } from './carry-out.ts';
import type { HashBytes } from '../workers/batch-builder.ts';
import { giveBack } from '../give-back.ts';
import { BatchMemory } from './batch-memory.ts';
import { type BatchPart, halves, keyTexts } from './batch-parts.ts';
import { packImages } from '../journal/before-images.ts';
import type { PlannedInserts } from '../journal/planned-batch.ts';
import type { PendingBatch } from '../journal/pending.ts';
import { type Durability, historyBroke } from './durability.ts';
import type { Log } from './log.ts';
import { type Candidate, planBatch, type PlanRules, type WritableEntry } from './plan-batch.ts';
import { type EntryOutcome, FoundEntries } from './found-entries.ts';
import { KeyScreen, type RejectOf } from './key-screen.ts';
import type { RecordKey } from './record-key.ts';
import { type LaterImages, restoreEntries } from './restore-entries.ts';
import type { OnStep } from './steps.ts';
import { countActions, noTally, sum, type Tally } from './tally.ts';

/** Bytes of before-images that one plan may hold; a batch that meets more is split. */
const maxBeforeBytes = 8 * 1024 * 1024;
/** How often a batch is planned because somebody else writes to the same documents. */
const maxAttempts = 5;

export interface BatchWriterOptions {
  readonly place: Workplace;
  readonly journal: JobJournal;
  readonly durability: Durability;
  readonly policy: ConflictPolicy;
  readonly key: RecordKey;
  readonly hash: HashBytes;
  readonly log: Log;
  /** The collection held nothing when the job began: records are inserted without a look at what is there. */
  readonly startedEmpty: boolean;
  /** Keep the documents as they were, so that the job can be undone. */
  readonly keepsBefore: boolean;
  /** Keep the keys of the files, so that what they do not hold can be found. */
  readonly keepsKeys: boolean;
  readonly onStep: OnStep;
  readonly rejectOf: RejectOf;
}

/** Rejects of a job that the log tells one by one; the journal has them all. */
const loggedRejects = 1000;

export class BatchWriter {
  readonly #options: BatchWriterOptions;
  readonly #screen: KeyScreen;
  /** The number of the connection's history that this run began with. */
  readonly #epoch: number;
  #logged = 0;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
    this.#screen = new KeyScreen(options.key, options.rejectOf);
    this.#epoch = options.place.connection.epoch();
  }

  /** Brings a batch of the source into the collection; returns what became of its records. */
  async write(part: BatchPart): Promise<BatchCounts> {
    const { startedEmpty, keepsKeys, journal } = this.#options;
    // What a dry run saw of each record, and the keys of the files, are only looked at record by record.
    const isPlain = startedEmpty && !keepsKeys && !journal.choices.isTaken();
    const inserts = isPlain ? part.inserts : undefined;
    if (inserts) return this.#insertAll(part, inserts);
    const keyed = await this.#screen.withKeys(part);
    const { candidates } = keyed;
    // One record's document is read whatever it weighs.
    const limit = candidates.length > 1 ? maxBeforeBytes : Number.POSITIVE_INFINITY;
    const existing = this.#options.startedEmpty ? [] : await this.#existing(candidates, limit);
    if (existing) return this.#attempt(keyed, existing, 1);
    const [first, second] = halves(keyed);
    return sum([await this.write(first), await this.write(second)]);
  }

  async #existing(candidates: readonly Candidate[], maxBytes: number): Promise<Uint8Array[] | undefined> {
    if (candidates.length === 0) return [];
    const { place, key } = this.#options;
    return key.read(
      place,
      candidates.map(({ document }) => document),
      maxBytes,
    );
  }

  #rules({ range: { source }, candidates }: BatchPart): PlanRules {
    const { policy, key, hash, journal } = this.#options;
    const [first, last] = [candidates[0]?.record, candidates.at(-1)?.record];
    const isForeseen = first !== undefined && last !== undefined && journal.choices.isTaken();
    return {
      policy,
      key,
      hash,
      ...(isForeseen ? { foresight: journal.choices.of(source, first, last) } : {}),
    };
  }

  /** The same as for any batch, without an object for each record, as long as the database takes all of them. */
  async #insertAll(part: BatchPart, inserts: PlannedInserts): Promise<BatchCounts> {
    const { journal, place, key, onStep } = this.#options;
    const { seq, epoch } = await this.#journaled(() => journal.intendInserts(part.range, inserts));
    onStep('before-write');
    const refusals = await insertTogether(place, inserts.documents);
    onStep('after-write');
    const tally = noTally();
    if (refusals.length > 0) {
      const { entries } = planBatch(part.candidates, [], this.#rules(part));
      const outcomes = entries.map((): EntryOutcome => 'done');
      for (const refusal of refusals) outcomes[refusal.index] = outcomeOf(refusal, key);
      return this.#conclude({ seq, part, entries, outcomes, tally, attempt: 1, epoch, repeated: [] });
    }
    tally.inserted = inserts.numbers.length;
    const outcomes = new Uint8Array(inserts.numbers.length).fill(outcomeCode.done);
    this.#count(seq, part, tally);
    this.#acknowledge(seq, { counts: tally, outcomes, rejects: part.rejects });
    this.#options.durability.acknowledged(seq, epoch, inserts.documents.length);
    return tally;
  }

  /** Commits what a batch is going to do; what follows may write it. */
  async #journaled(intend: () => Promise<number>): Promise<{ readonly seq: number; readonly epoch: number }> {
    const { place, onStep } = this.#options;
    this.#checkHistory();
    onStep('before-intend');
    const seq = await intend();
    onStep('after-intend');
    this.#checkHistory();
    return { seq, epoch: place.connection.epoch() };
  }

  /** @param existing nobody else's; it is gone afterwards */
  async #attempt(whole: BatchPart, existing: readonly Uint8Array[], attempt: number): Promise<BatchCounts> {
    const { journal, key, keepsBefore, keepsKeys } = this.#options;
    using memory = new BatchMemory();
    const part = await this.#screen.withOneDocument(whole, existing);
    const plan = planBatch(part.candidates, existing, { ...this.#rules(part), memory: memory.take });
    const images = keepsBefore ? await packImages(plan) : [];
    const keys = keepsKeys ? [...keyTexts(part, key)].map((text) => Buffer.from(text, 'latin1')) : [];
    const { seq, epoch } = await this.#journaled(() => journal.intend(part.range, plan, images, keys));
    const outcomes = await this.#carryOut(plan.entries);
    const tally = noTally();
    countActions(
      plan.settled.map(({ action }) => action),
      tally,
    );
    const counts = await this.#conclude({
      seq,
      part,
      entries: plan.entries,
      outcomes,
      tally,
      attempt,
      epoch,
      repeated: [],
    });
    giveBack(existing);
    return counts;
  }

  /**
   * A server that restarted, or another one, may lack what this run has written: what was read from it is no ground for
   * a plan, not even for one that leaves a document as it is, and none for writing one. Throws `database-lost`; the next
   * run begins with what is in doubt.
   */
  #checkHistory(): void {
    if (this.#options.place.connection.epoch() !== this.#epoch) throw historyBroke();
  }

  /**
   * Brings a batch to its end whose fate an earlier run left open. What is as that run wanted it is done; what is as it
   * was before is written; what neither fits is planned anew. Counts are those of the plan, as if it had run through.
   * @param later what later pending batches made of documents
   */
  async repeat(
    whole: BatchPart,
    pending: PendingBatch,
    later: LaterImages,
    attempt = 1,
  ): Promise<BatchCounts> {
    const { journal, place } = this.#options;
    const part = await this.#screen.asPlanned(whole, pending);
    journal.reopen(pending.seq);
    const epoch = place.connection.epoch();
    const restored = restoreEntries(pending, part.candidates, this.#rules(part));
    const current = await this.#documentsOf(restored.entries.map(({ key }) => key));
    const found = new FoundEntries(pending.seq, later, this.#options.hash);
    await found.takeBackEarly(place, restored.entries, current);
    const outcomes = restored.entries.map((entry) => found.outcome(entry, current.get(keyText(entry.key))));
    await this.#writeOpen(restored.entries, outcomes);
    const repeated: BatchCounts[] = [];
    for (const repetition of pending.repetitions) {
      const records = new Set(repetition.records.map(({ record }) => record));
      const candidates = part.candidates.filter(({ record }) => records.has(record));
      const range = { ...part.range, read: 0, repeats: pending.seq };
      repeated.push(await this.repeat({ candidates, rejects: [], range }, repetition, later, attempt + 1));
    }
    repeated.push(
      ...(await this.#again(
        part.range,
        pending.seq,
        restored.leftOver.map((one) => [one]),
        attempt,
      )),
    );
    const tally = noTally();
    countActions(restored.settled, tally);
    const { seq } = pending;
    return this.#conclude({
      seq,
      part,
      entries: restored.entries,
      outcomes,
      tally,
      attempt,
      epoch,
      repeated,
    });
  }

  /** Writes the entries whose outcome is still `write`, and says how that went in their place. */
  async #writeOpen(entries: readonly WritableEntry[], outcomes: (EntryOutcome | 'write')[]): Promise<void> {
    const open = outcomes.flatMap((outcome, i) => (outcome === 'write' ? [i] : []));
    const written = await this.#carryOut(open.flatMap((i) => entries[i] ?? []));
    open.forEach((i, at) => {
      outcomes[i] = written[at] ?? 'again';
    });
  }

  /** Counts what happened, plans again what has to be, and writes down the end. */
  async #conclude(end: {
    readonly seq: number;
    readonly part: BatchPart;
    readonly entries: readonly WritableEntry[];
    readonly outcomes: readonly (EntryOutcome | 'write')[];
    readonly tally: Tally;
    readonly attempt: number;
    readonly epoch: number;
    readonly repeated: readonly BatchCounts[];
  }): Promise<BatchCounts> {
    const { seq, part, entries, outcomes, tally, attempt } = end;
    const rejects = [...part.rejects];
    this.#count(seq, part, tally);
    const again: Candidate[][] = [];
    for (const [i, entry] of entries.entries()) {
      const outcome = outcomes[i] ?? 'again';
      if (outcome === 'done') countActions(entry.actions, tally);
      else if (outcome === 'again' && attempt < maxAttempts) (again[0] ??= []).push(...entry.candidates);
      else if (entry.candidates.length > 1) again.push(...entry.candidates.map((candidate) => [candidate]));
      else rejects.push(...(await this.#refuse(entry, outcome, part.range.source, seq, tally)));
    }
    const repeated = await this.#again(part.range, seq, again, attempt);
    const codes = Uint8Array.from(entries, (_, i) => codeOf(outcomes[i]));
    this.#acknowledge(seq, { counts: tally, outcomes: codes, rejects });
    // A repetition is safe when what it repeats is: that one was acknowledged after it.
    if (part.range.repeats === undefined) {
      const bytes = entries.reduce((total, { after }) => total + after.length, 0);
      this.#options.durability.acknowledged(seq, end.epoch, bytes);
    }
    return sum([tally, ...end.repeated, ...repeated]);
  }

  /** Counts the records that were rejected when they were read. */
  #count(seq: number, { rejects }: BatchPart, tally: Tally): void {
    rejects.forEach((reject) => this.#logReject(seq, reject));
    tally.rejected += rejects.length;
  }

  #acknowledge(seq: number, end: Acknowledgement): void {
    this.#options.onStep('before-acknowledge');
    this.#options.journal.acknowledge(seq, end);
    this.#options.onStep('after-acknowledge');
  }

  async #documentsOf(keys: readonly Uint8Array[]): Promise<Map<string, Uint8Array>> {
    const documents =
      keys.length === 0 ? [] : await readByIds(this.#options.place, keys, Number.POSITIVE_INFINITY);
    return new Map((documents ?? []).map((document) => [keyText(document), document]));
  }

  /** Plans records again whose documents changed while they were written; each group after the one before it. */
  async #again(
    range: BatchRange,
    seq: number,
    groups: readonly Candidate[][],
    attempt: number,
  ): Promise<BatchCounts[]> {
    const counts: BatchCounts[] = [];
    for (const candidates of groups) {
      const existing = (await this.#existing(candidates, Number.POSITIVE_INFINITY)) ?? [];
      const part = { candidates, rejects: [], range: { ...range, read: 0, repeats: seq } };
      counts.push(await this.#attempt(part, existing, attempt + 1));
    }
    return counts;
  }

  async #carryOut(entries: readonly WritableEntry[]): Promise<EntryOutcome[]> {
    const { place, key, hash, onStep } = this.#options;
    onStep('before-write');
    const outcomes = await carryOut({ place, key, hash }, entries);
    onStep('after-write');
    return outcomes;
  }

  async #refuse(
    entry: WritableEntry,
    outcome: EntryOutcome | 'write',
    source: number,
    seq: number,
    tally: Tally,
  ): Promise<Reject[]> {
    const reason =
      typeof outcome === 'object'
        ? outcome.refusal
        : `the document ${keyForPeople(entry.key)} kept changing, or its id is taken${this.#options.key.fields ? ' by another document' : ' in another spelling'}`;
    const rejects: Reject[] = [];
    for (const candidate of entry.candidates) {
      tally.rejected++;
      const reject = await this.#options.rejectOf(source, candidate, 'database-refused', reason);
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

function codeOf(outcome: EntryOutcome | 'write' | undefined): number {
  if (outcome === 'done') return outcomeCode.done;
  return typeof outcome === 'object' ? outcomeCode.refused : outcomeCode.again;
}
