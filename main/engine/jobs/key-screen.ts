/** Records that cannot find a document of their own are rejected before the others are planned. */
import type { Reject, RejectCode } from '../api/jobs.ts';
import { keyForPeople } from '../formats/bson/keys.ts';
import type { PendingBatch } from '../journal/pending.ts';
import type { BatchPart } from './batch-parts.ts';
import type { Candidate } from './plan-batch.ts';
import type { RecordKey } from './record-key.ts';

/** Makes the reject of a record that was read well, with its bytes; `source` is the index of its file. */
export type RejectOf = (
  source: number,
  candidate: Candidate,
  code: RejectCode,
  message: string,
) => Promise<Reject>;

/** Ids that a message names. */
const namedIds = 5;

export class KeyScreen {
  readonly #key: RecordKey;
  readonly #rejectOf: RejectOf;

  constructor(key: RecordKey, rejectOf: RejectOf) {
    this.#key = key;
    this.#rejectOf = rejectOf;
  }

  /** Rejects the records that have no value to find their document by. */
  withKeys(part: BatchPart): Promise<BatchPart> {
    if (this.#key.fields === undefined) return Promise.resolve(part); // Every document has an `_id`.
    const names = this.#key.fields.join(', ');
    return this.#rejecting(
      part,
      ({ key }) => key === undefined,
      'key-missing',
      () => `the record has no value in ${names}, by which it would find its document`,
    );
  }

  /** Rejects the records whose key several documents have: none of them can be said to be theirs. */
  withOneDocument(part: BatchPart, existing: readonly Uint8Array[]): Promise<BatchPart> {
    if (this.#key.fields === undefined) return Promise.resolve(part);
    const byKey = Map.groupBy(existing, (document) => this.#key.textOf(document));
    const twins = (document: Uint8Array): readonly Uint8Array[] =>
      byKey.get(this.#key.textOf(document)) ?? [];
    return this.#rejecting(
      part,
      ({ document }) => twins(document).length > 1,
      'key-ambiguous',
      ({ document }) => {
        const ids = twins(document).slice(0, namedIds).map(keyForPeople).join(', ');
        return `${twins(document).length} documents have ${this.#key.forPeople(document)} (_id ${ids})`;
      },
    );
  }

  /** What an earlier run did not even plan, because of its key, is rejected again. */
  async asPlanned(part: BatchPart, { records }: PendingBatch): Promise<BatchPart> {
    const keyed = await this.withKeys(part);
    if (this.#key.fields === undefined) return keyed;
    const planned = new Set(records.map(({ record }) => record));
    return this.#rejecting(
      keyed,
      ({ record }) => !planned.has(record),
      'key-ambiguous',
      ({ document }) => `several documents have ${this.#key.forPeople(document)}`,
    );
  }

  async #rejecting(
    part: BatchPart,
    isBad: (candidate: Candidate) => boolean,
    code: RejectCode,
    message: (candidate: Candidate) => string,
  ): Promise<BatchPart> {
    const bad = new Set(part.candidates.filter(isBad));
    if (bad.size === 0) return part;
    const rejects = [...part.rejects];
    for (const candidate of bad)
      rejects.push(await this.#rejectOf(part.range.source, candidate, code, message(candidate)));
    return {
      candidates: part.candidates.filter((candidate) => !bad.has(candidate)),
      rejects: rejects.toSorted((a, b) => a.record - b.record),
      range: part.range,
    };
  }
}
