/** A batch of an earlier run made writable again: its plan from the journal, its documents from the source. */
import { keyText } from '../formats/bson/keys.ts';
import type { PendingBatch } from '../journal/pending.ts';
import type { PlannedRecord, RecordAction } from '../journal/planned-batch.ts';
import { type Candidate, planBatch, type PlanRules, type WritableEntry } from './plan-batch.ts';

/** What batches after another one, by its `seq`, made of documents. */
export interface LaterImages {
  /** Whether the document with this key and this hash is what a later batch made of it. */
  isLater(seq: number, key: string, hash: bigint): boolean;
  /**
   * Whether it is what a later batch inserted. Where the earlier batch inserted the same document, the server has lost that
   * and then taken the later one out of turn.
   */
  isLaterInsert(seq: number, key: string, hash: bigint): boolean;
}

export interface RestoredEntries {
  /**
   * The entries in the order of the plan. `after` is empty where the journal's after-image cannot be made again: such an
   * entry can be found done, but not written as it was planned.
   */
  readonly entries: readonly WritableEntry[];
  /** What the records do that change nothing. */
  readonly settled: readonly RecordAction[];
  /** Records of entries that were being planned again one by one, and whose turn had not come. */
  readonly leftOver: readonly Candidate[];
}

/** Entries whose records a repetition has are left to it: they come back without candidates. */
export function restoreEntries(
  pending: PendingBatch,
  candidates: readonly Candidate[],
  rules: PlanRules,
): RestoredEntries {
  const byRecord = new Map(candidates.map((candidate) => [candidate.record, candidate]));
  const repeated = new Set(
    pending.repetitions.flatMap((repetition) => repetition.records.map(({ record }) => record)),
  );
  const recordsOf = Map.groupBy(pending.records, ({ entry }) => entry);
  const leftOver: Candidate[] = [];
  const entries = pending.entries.map((entry, i): WritableEntry => {
    const records = recordsOf.get(i) ?? [];
    const own = records.flatMap(({ record }) => byRecord.get(record) ?? []);
    if (!records.some(({ record }) => repeated.has(record))) {
      return {
        ...entry,
        ...imageOf(entry.before, own, entry.afterHash, rules),
        candidates: own,
        actions: actionsOf(records),
      };
    }
    leftOver.push(...own.filter(({ record }) => !repeated.has(record)));
    return { ...entry, after: new Uint8Array(), candidates: [], actions: [] };
  });
  return { entries, settled: actionsOf(recordsOf.get(-1) ?? []), leftOver };
}

function actionsOf(records: readonly PlannedRecord[]): RecordAction[] {
  return records.map(({ action }) => action);
}

/** The after-image made again from the before-image and the records; empty when it is not the one that was planned. */
function imageOf(
  before: Uint8Array | undefined,
  candidates: readonly Candidate[],
  afterHash: bigint,
  rules: PlanRules,
): { readonly after: Uint8Array } {
  const [entry] = planBatch(candidates, before ? [before] : [], rules).entries;
  return { after: entry?.afterHash === afterHash ? entry.after : new Uint8Array() };
}

/** What later pending batches made of the documents, by key; repetitions count as later than what they repeat. */
export function laterImages(batches: readonly PendingBatch[]): LaterImages {
  const images = new Map<
    string,
    { readonly seq: number; readonly hash: bigint; readonly isInsert: boolean }[]
  >();
  const add = (batch: PendingBatch): void => {
    for (const { key, afterHash, action } of batch.entries) {
      const text = keyText(key);
      const image = { seq: batch.seq, hash: afterHash, isInsert: action === 'insert' };
      images.set(text, [...(images.get(text) ?? []), image]);
    }
    batch.repetitions.forEach(add);
  };
  batches.forEach(add);
  const find = (seq: number, key: string, hash: bigint) =>
    images.get(key)?.find((image) => image.seq > seq && image.hash === hash);
  return {
    isLater: (...image) => find(...image) !== undefined,
    isLaterInsert: (...image) => find(...image)?.isInsert ?? false,
  };
}
