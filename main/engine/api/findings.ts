import * as z from 'zod';
import { choices, type RecordChoice } from './requests.ts';

/** Findings that come with field-level differences; the others are kept or counted without. */
export const differencesLimit = 1000;
/** Fields that a finding shows at most. */
export const fieldsLimit = 20;

/** One field that is not the same on both sides. */
export interface FieldDifference {
  /** `a`, `a.b`, `messages[id=m1].content` */
  readonly path: string;
  /** What the collection has, as relaxed Extended JSON, cut; absent where it has no such field. */
  readonly mine?: string;
  /** What the document would have. */
  readonly file?: string;
}

export interface Differences {
  readonly fields: readonly FieldDifference[];
  /** Fields that differ and are not shown. */
  readonly more: number;
}

export type FindingClass = 'differing' | 'missing' | 'extra' | 'different';

/** A record, or a document, that a dry run or a verify found worth telling. */
export interface Finding {
  /** Its number in the list of the job, from 1, ascending in file order. */
  readonly seq: number;
  readonly class: FindingClass;
  /** Index of the file, from 0; absent for documents without a record. */
  readonly source?: number;
  readonly record?: number;
  readonly line?: number;
  /** The `_id`, or the values of the key fields, as relaxed Extended JSON. */
  readonly id: string;
  /** XXH64, hex, of the document as it was seen. */
  readonly seen?: string;
  /** Dry run: what the import shall do with the record. */
  readonly choice?: RecordChoice;
  readonly differences?: Differences;
}

export interface FindingsPage {
  /** In all, not only on this page. */
  readonly total: number;
  readonly findings: readonly Finding[];
}

export const findingsParams = z.object({
  jobId: z.string().min(1),
  /** Findings behind this number. */
  after: z.int().min(0).default(0),
  limit: z.int().min(1).max(1000).default(100),
});

export const chooseParams = z.object({
  /** The dry run. */
  jobId: z.string().min(1),
  choice: z.enum(choices),
  /** Numbers of findings; absent: all of them. */
  seqs: z.array(z.int().min(1)).max(100_000).optional(),
});
