/** Decides what each record of a batch does to the collection, from what the collection holds now. */
import { SluiceError } from '../api/errors.ts';
import type { ConflictPolicy, RecordChoice } from '../api/requests.ts';
import type { RecordPosition } from '../formats/records.ts';
import { keyDocument, keyForPeople } from '../formats/bson/keys.ts';
import type { Foresight } from '../journal/choices.ts';
import type { PlannedBatch, PlannedEntry, PlannedRecord, RecordAction } from '../journal/planned-batch.ts';
import { afterImage, type ImageMemory } from '../shapes/after-image.ts';
import type { HashBytes } from '../workers/batch-builder.ts';
import type { RecordKey } from './record-key.ts';

/** A record to be planned: where it stands in the file, and the document that an insert of it would store. */
export interface Candidate extends RecordPosition {
  readonly document: Uint8Array;
  /** What finds its document, as a text; undefined where it has no value for that. */
  readonly key: string | undefined;
  readonly derived: number;
  readonly hash: bigint;
}

/** An entry of the plan with the documents that writing it needs. */
export interface WritableEntry extends PlannedEntry {
  readonly after: Uint8Array;
  /** The candidates that this entry stands for, in file order. */
  readonly candidates: readonly Candidate[];
  /** What each of them does. */
  readonly actions: readonly RecordAction[];
}

export interface BatchPlan extends PlannedBatch {
  readonly entries: readonly WritableEntry[];
  /** Records that change nothing, with what they do instead. */
  readonly settled: readonly { readonly candidate: Candidate; readonly action: 'unchanged' | 'skip' }[];
}

/** By what a batch is planned. */
export interface PlanRules {
  readonly policy: ConflictPolicy;
  readonly key: RecordKey;
  readonly hash: HashBytes;
  /** What a dry run saw of these records, and what was chosen for them. */
  readonly foresight?: Foresight | undefined;
  /** Where new images go. */
  readonly memory?: ImageMemory;
}

/**
 * @param candidates each with a key
 * @param existing the documents with the candidates' keys, raw; at most one a key
 * Records of the same key are folded in file order: the result is as if they had been applied one by one.
 */
export function planBatch(
  candidates: readonly Candidate[],
  existing: readonly Uint8Array[],
  rules: PlanRules,
): BatchPlan {
  const { key, hash } = rules;
  const current = new Map(existing.map((document) => [key.textOf(document), document]));
  const groups = Map.groupBy(candidates, (candidate) => candidate.key);
  const entries: WritableEntry[] = [];
  const settled: { candidate: Candidate; action: 'unchanged' | 'skip' }[] = [];
  const changedSince: { record: number; id: string }[] = [];
  for (const [text, group] of groups) {
    const folded = fold(group, current.get(text), rules);
    if (rules.foresight) changedSince.push(...surprises(group, folded, rules));
    const entry = entryOf(folded, group, hash);
    if (entry) entries.push(entry);
    else
      group.forEach((candidate, i) =>
        settled.push({ candidate, action: folded.actions[i] === 'skip' ? 'skip' : 'unchanged' }),
      );
  }
  return { entries, records: recordsOf(candidates, entries, settled), settled, changedSince };
}

/** A hash as plans write it. */
export function hashText(hash: bigint): string {
  return hash.toString(16).padStart(16, '0');
}

const chosenPolicies: Readonly<Record<Exclude<RecordChoice, 'policy'>, ConflictPolicy>> = {
  keep: 'skip',
  take: 'update',
  replace: 'replace',
  merge: 'merge',
};

/** A choice counts for the document that it was made for; for any other, and where there is none, the policy decides. */
function policyFor(
  record: number,
  before: Uint8Array,
  { policy, hash, foresight }: PlanRules,
): ConflictPolicy {
  const chosen = foresight?.choiceOf(record);
  if (!chosen || chosen.choice === 'policy' || chosen.seen !== hashText(hash(before))) return policy;
  return chosenPolicies[chosen.choice];
}

/** The record whose document is not as the dry run saw it. Later ones of its group meet what this import made. */
function surprises(
  [first]: readonly Candidate[],
  { before, actions }: Folded,
  { hash, foresight }: PlanRules,
): { record: number; id: string }[] {
  const foreseen = first && foresight?.classOf(first.record);
  if (!first || foreseen === undefined || foreseen === 'duplicate' || foreseen === 'invalid') return [];
  const seen = foresight?.choiceOf(first.record)?.seen;
  const isAsSeen =
    foreseen === 'new'
      ? before === undefined
      : before !== undefined &&
        (foreseen === 'identical'
          ? actions[0] !== 'change'
          : seen === undefined || seen === hashText(hash(before)));
  return isAsSeen ? [] : [{ record: first.record, id: keyForPeople(before ?? first.document) }];
}

interface Folded {
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
  readonly actions: readonly RecordAction[];
}

function fold(group: readonly Candidate[], before: Uint8Array | undefined, rules: PlanRules): Folded {
  let image = before;
  const actions = group.map(({ document, derived, record }): RecordAction => {
    if (image === undefined) {
      image = document;
      return 'insert';
    }
    const policy = policyFor(record, image, rules);
    if (policy === 'stop') throw new SluiceError('conflict-stopped', { record, id: keyForPeople(document) });
    const after = afterImage(policy, image, document, derived, rules.memory);
    if (after === undefined) return 'skip';
    if (after === image || Buffer.compare(after, image) === 0) return 'unchanged';
    image = after;
    return 'change';
  });
  return { before, after: image, actions };
}

/** Undefined when the records of the group leave their document as it is. */
function entryOf(
  { before, after, actions }: Folded,
  group: readonly Candidate[],
  hash: HashBytes,
): WritableEntry | undefined {
  if (after === undefined || actions.every((action) => action === 'unchanged' || action === 'skip'))
    return undefined;
  // Changes that add up to what was there need no write, but they happened one by one.
  const [only] = group;
  const afterHash = only && after === only.document ? only.hash : hash(after);
  const key = keyDocument(after);
  const action = before === undefined ? 'insert' : 'change';
  return { key, action, before, after, afterHash, candidates: group, actions };
}

function recordsOf(
  candidates: readonly Candidate[],
  entries: readonly WritableEntry[],
  settled: BatchPlan['settled'],
): PlannedRecord[] {
  const records: PlannedRecord[] = [];
  entries.forEach(({ candidates: own, actions }, entry) =>
    own.forEach(({ record }, i) => records.push({ record, action: actions[i] ?? 'unchanged', entry })),
  );
  for (const { candidate, action } of settled) records.push({ record: candidate.record, action, entry: -1 });
  // In file order already, unless a key stands twice or records are left alone.
  return entries.length === candidates.length ? records : records.toSorted((a, b) => a.record - b.record);
}
