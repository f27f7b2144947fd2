/** Batches cut into what fits: into memory, and into one message to the server. */
import { SluiceError } from '../api/errors.ts';
import type { Reject } from '../api/jobs.ts';
import { keyText } from '../formats/bson/keys.ts';
import type { BatchRange } from '../journal/job-journal.ts';
import type { PlannedInserts } from '../journal/planned-batch.ts';
import type { Candidate, WritableEntry } from './plan-batch.ts';
import type { RecordKey } from './record-key.ts';

/** A part of the source, and what was read in it. */
export interface BatchPart {
  readonly candidates: readonly Candidate[];
  readonly rejects: readonly Reject[];
  readonly range: BatchRange;
  /** The candidates once more, as inserts; absent where two of them may have the same key. */
  readonly inserts?: PlannedInserts | undefined;
}

/** The texts of the keys of the part's documents. */
export function keyTexts({ candidates }: BatchPart, key: RecordKey): ReadonlySet<string> {
  const texts = new Set<string>();
  for (const { document, key: text } of candidates) {
    if (text !== undefined) texts.add(text);
    // An insert needs its `_id` too, whatever records are matched by.
    if (key.fields !== undefined) texts.add(keyText(document));
  }
  return texts;
}

/** Bytes of documents and guards in one message; the server takes 48 MB. */
const messageBytes = 24 * 1024 * 1024;

/** The changes in groups that fit into one message each. */
export function* messages(
  entries: readonly WritableEntry[],
  changes: readonly number[],
): Generator<number[]> {
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
export function joinAdjacent(documents: readonly Uint8Array[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let [first] = documents;
  if (!first) return parts;
  let end = first.byteOffset;
  for (const document of documents) {
    if (document.buffer !== first.buffer || document.byteOffset !== end) {
      parts.push(new Uint8Array(first.buffer, first.byteOffset, end - first.byteOffset));
      first = document;
    }
    end = document.byteOffset + document.length;
  }
  parts.push(new Uint8Array(first.buffer, first.byteOffset, end - first.byteOffset));
  return parts;
}

/** Two parts for one whose documents in the collection weigh too much to be held at once. */
export function halves({ candidates, rejects, range }: BatchPart): [BatchPart, BatchPart] {
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
