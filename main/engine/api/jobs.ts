import type { ErrorReport } from './errors.ts';
import type { ConflictPolicy, FieldRule } from './requests.ts';

export const jobKinds = ['import', 'export', 'dry-run', 'verify'] as const;
export type JobKind = (typeof jobKinds)[number];

export const jobStates = [
  'queued',
  'running',
  'paused',
  'waiting-for-database',
  'cancelling',
  'cancelled',
  'interrupted',
  'failed',
  'completed',
  'undoing',
  'undone',
] as const;
export type JobState = (typeof jobStates)[number];

/** What is being done to the job: its own work, or taking that work back. */
export const operations = ['import', 'export', 'dry-run', 'verify', 'undo'] as const;
export type Operation = (typeof operations)[number];

/** Each count is made where its thing happens; read = inserted + updated + unchanged + skipped + rejected. */
export interface JobCounts {
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly rejected: number;
  /** Documents that a replaced collection held and the files did not; in a dry run, that it holds. */
  readonly removed: number;
  /** Documents written by an export. */
  readonly exported: number;
  /** Undo: documents that the import had inserted and that are gone again. */
  readonly deleted: number;
  /** Undo: documents put back as they were. */
  readonly restored: number;
  /** Undo: documents left alone because somebody changed them since. */
  readonly kept: number;
  /** Dry run: read = new + identical + differing + duplicates + invalid. */
  readonly new: number;
  readonly identical: number;
  readonly differing: number;
  /** Records whose key an earlier record of the files has. Verify counts the last of them with its class, the others here. */
  readonly duplicates: number;
  /** Records that an import would reject. */
  readonly invalid: number;
  /** Verify: documents that are what the file says. */
  readonly same: number;
  /** Verify: records without a document. */
  readonly missing: number;
  /** Verify: documents without a record. */
  readonly extra: number;
  readonly different: number;
}

export const noCounts: JobCounts = {
  read: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  rejected: 0,
  removed: 0,
  exported: 0,
  deleted: 0,
  restored: 0,
  kept: 0,
  new: 0,
  identical: 0,
  differing: 0,
  duplicates: 0,
  invalid: 0,
  same: 0,
  missing: 0,
  extra: 0,
  different: 0,
};

/** The file a job read, as the journal keeps it. */
export interface SourceFacts {
  readonly path: string;
  readonly filename: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtimeMs: number;
  /**
   * SHA-256, hex; absent until the whole file has been read. Of a compressed file: of what comes out of it, as are all
   * byte offsets and the checksums of parts.
   */
  readonly checksum?: string | undefined;
  /** Bytes of its content, decompressed; absent until it was read to its end and every record of it is in the journal. */
  readonly readBytes?: number | undefined;
  /** The copy in the temp area that is read instead, with --stage or standard input. */
  readonly stagedPath?: string | undefined;
}

export interface TargetFacts {
  /** Host and port, never credentials; `local` for Sluice's own server. */
  readonly server: string;
  /** The saved connection that the job was asked for. */
  readonly connection?: string | undefined;
  readonly db: string;
  readonly collection: string;
}

/** A job as lists show it. Times are ISO 8601 UTC. */
export interface JobSummary {
  readonly jobId: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly operation: Operation;
  readonly target: TargetFacts;
  /** The files that were read, in their order; absent where none were opened yet. */
  readonly sources?: readonly SourceFacts[];
  /** The file an export wrote or is writing. */
  readonly output?: string;
  readonly counts: JobCounts;
  readonly createdAt: string;
  readonly finishedAt?: string;
  readonly error?: ErrorReport;
  /** True while the job can go on where it stopped. */
  readonly resumable: boolean;
  /** True while the rollback journal can still take the job back. */
  readonly undoable: boolean;
  /** The job keeps what undoing it needs; also true while it runs. */
  readonly keepsUndo: boolean;
  /** The fields that records are matched by; absent: `_id`. */
  readonly key?: readonly string[];
  /** What became of single fields; absent for exports, and where they stay as they are. */
  readonly mapping?: readonly FieldRule[];
  /** Bytes that the job's journal takes on disk; 0 when it has none (any more). */
  readonly journalBytes: number;
}

/** The end of a job: what the summary says and `--json` prints. */
export interface JobResult extends JobSummary {
  /** Import: of the source, decompressed. Export: of the output. */
  readonly bytes: number;
  /** From the accepted command to the final durable commit. */
  readonly seconds: number;
  /** Import: of the source, decompressed where it is compressed. Export: of the output. Hex. */
  readonly sha256?: string;
  readonly rejectsFile?: string;
  /** Undo: the ids that were kept because somebody changed them; at most `keptIdsLimit`. Extended JSON. */
  readonly keptIds?: readonly string[];
  readonly warnings: readonly string[];
  /** Import: what reading back found. */
  readonly readBack?: ReadBackResult;
  /** Import with a plan: documents that were not as the dry run had seen them; the policy decided about those. */
  readonly changedSincePlan?: ChangedSincePlan;
  /** Dry run only. */
  readonly forecast?: Forecast;
}

export interface ReadBackResult {
  /** Documents read and compared with what was written. */
  readonly checked: number;
  /** Documents that are not what was written: somebody changed them, or they were lost. */
  readonly different: number;
  /** The first of their ids, Extended JSON. */
  readonly ids: readonly string[];
}

export interface ChangedSincePlan {
  readonly count: number;
  /** The first of their ids, Extended JSON. */
  readonly ids: readonly string[];
}

/** What a dry run expects of the import. */
export interface Forecast {
  readonly policy: ConflictPolicy;
  /** One sentence: why that policy. */
  readonly reason: string;
  readonly seconds: number;
  /** Bytes that the collection grows by. */
  readonly bytes: number;
  /** Bytes that the journal takes until it is pruned. */
  readonly journalBytes: number;
}

export const keptIdsLimit = 1000;

/** One record that could not become a document. */
export interface Reject {
  /** Number of the record in the file, from 1. */
  readonly record: number;
  /** Line the record starts at, from 1. */
  readonly line: number;
  /** First byte of the record in the file, from 0. */
  readonly byteStart: number;
  /** First byte after it. */
  readonly byteEnd: number;
  readonly code: RejectCode;
  readonly message: string;
  readonly field?: string;
  /** Index of the file where several were read; absent for the first. */
  readonly source?: number;
  /** The record's bytes: as text, or as base64 where they are not UTF-8. Absent where the record is too large to keep. */
  readonly raw?: string;
  readonly encoding?: 'base64';
}

export const rejectCodes = [
  'json-syntax',
  'json-not-object',
  'json-depth',
  'json-duplicate-key',
  'ejson-invalid',
  'number-range',
  'record-too-large',
  'document-too-large',
  'conversation-id',
  'conversation-messages',
  'conversation-time',
  'conversation-cost',
  'csv-row',
  'field-type',
  'field-twice',
  'key-invalid',
  'id-invalid',
  'database-refused',
  'key-missing',
  'key-ambiguous',
] as const;
export type RejectCode = (typeof rejectCodes)[number];
