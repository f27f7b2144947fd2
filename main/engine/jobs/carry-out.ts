/** Writes what a plan says, and tells for each of its entries how that went. */
import { keyText } from '../formats/bson/keys.ts';
import {
  insertDocuments,
  insertInPlace,
  readByIds,
  replaceDocuments,
  type Workplace,
} from '../mongo/documents.ts';
import type { WriteRefusal } from '../mongo/refusals.ts';
import type { HashBytes } from '../workers/batch-builder.ts';
import { joinAdjacent, messages } from './batch-parts.ts';
import type { EntryOutcome } from './found-entries.ts';
import type { WritableEntry } from './plan-batch.ts';
import type { RecordKey } from './record-key.ts';

export interface CarryOutOptions {
  readonly place: Workplace;
  readonly key: RecordKey;
  readonly hash: HashBytes;
}

/** Inserts and changes; the outcomes are in the order of the entries. */
export async function carryOut(
  options: CarryOutOptions,
  entries: readonly WritableEntry[],
): Promise<EntryOutcome[]> {
  const outcomes: EntryOutcome[] = entries.map(() => 'done');
  const [inserts, changes]: [number[], number[]] = [[], []];
  for (const [i, { action }] of entries.entries()) (action === 'insert' ? inserts : changes).push(i);
  if (inserts.length > 0) {
    const documents = inserts.map((i) => entries[i]?.after ?? new Uint8Array());
    const { refusals } = await insertDocuments(options.place, joinAdjacent(documents));
    noteRefusals(refusals, inserts, outcomes, options.key);
  }
  if (changes.length > 0) await replace(options, entries, changes, outcomes);
  return outcomes;
}

/** Inserts the documents of a batch as it came from the reader; says which of them the database refuses. */
export async function insertTogether(
  place: Workplace,
  documents: Uint8Array,
): Promise<readonly WriteRefusal[]> {
  if (documents.length === 0) return [];
  return (await insertInPlace(place, documents)).refusals;
}

/** A key that is taken means that somebody was faster with the same record: it is planned again. */
export function outcomeOf({ duplicateOf, message }: WriteRefusal, key: RecordKey): EntryOutcome {
  return isKey(duplicateOf, key) ? 'again' : { refusal: message };
}

/** Are these the fields that records are matched by, or the `_id`? */
function isKey(fields: readonly string[] | undefined, key: RecordKey): boolean {
  const names = fields?.toSorted().join();
  return names === '_id' || (names !== undefined && names === key.fields?.toSorted().join());
}

/** @param indexes which entry each place of the refusals is */
function noteRefusals(
  refusals: readonly WriteRefusal[],
  indexes: readonly number[],
  outcomes: EntryOutcome[],
  key: RecordKey,
): void {
  for (const refusal of refusals) {
    const entry = indexes[refusal.index];
    if (entry !== undefined) outcomes[entry] = outcomeOf(refusal, key);
  }
}

async function replace(
  { place, key, hash }: CarryOutOptions,
  entries: readonly WritableEntry[],
  changes: readonly number[],
  outcomes: EntryOutcome[],
): Promise<void> {
  for (const indexes of messages(entries, changes)) {
    const replacements = indexes.flatMap((i) => {
      const entry = entries[i];
      return entry?.before ? [{ before: entry.before, after: entry.after }] : [];
    });
    const reply = await replaceDocuments(place, replacements);
    noteRefusals(reply.refusals, indexes, outcomes, key);
    const hoped = indexes.filter((i) => outcomes[i] === 'done');
    if (reply.count === hoped.length) continue;
    // Some were not what they had been when they were read. The reply does not say which, the collection does.
    const keys = hoped.flatMap((i) => entries[i]?.key ?? []);
    const documents = keys.length === 0 ? [] : await readByIds(place, keys, Number.POSITIVE_INFINITY);
    const now = new Map((documents ?? []).map((document) => [keyText(document), document]));
    for (const i of hoped) {
      const entry = entries[i];
      const document = entry && now.get(keyText(entry.key));
      if (!document || hash(document) !== entry.afterHash) outcomes[i] = 'again';
    }
  }
}
