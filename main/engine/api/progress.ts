import type { JobCounts } from './jobs.ts';

/** What a job is doing now; closed, so that every printer can name each phase. */
export const phases = [
  'preparing',
  'staging',
  'importing',
  'removing',
  'reading-back',
  'exporting',
  'comparing',
  'undoing',
  'finishing',
] as const;
export type Phase = (typeof phases)[number];

/** One throttled look at a running job. At most four a second, and always a final one. */
export interface ProgressSnapshot {
  readonly jobId: string;
  readonly phase: Phase;
  /** Records dealt with so far. */
  readonly current: number;
  /** Records expected in all; absent while nobody can know. */
  readonly total?: number;
  /** 0 to 100, never falling; from bytes where the number of records is not known. */
  readonly percentage: number;
  readonly bytesDone: number;
  readonly bytesTotal?: number;
  readonly recordsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly etaSeconds?: number;
  readonly counts: JobCounts;
  /** Bytes that the job's journal takes on disk so far; absent where it has none. */
  readonly journalBytes?: number;
  /** Resident memory of the engine process, bytes. */
  readonly memoryBytes: number;
  /** True for the last snapshot of the job. */
  readonly final: boolean;
}
