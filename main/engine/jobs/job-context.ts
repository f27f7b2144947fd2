import type { HomeFolders } from '../files/home.ts';
import type { JobRecord } from '../journal/job-record.ts';
import type { JobStore } from '../journal/job-store.ts';
import type { Connection } from '../mongo/connect.ts';
import type { ProgressAggregator } from '../progress.ts';
import type { HashBytes } from '../workers/batch-builder.ts';
import type { Log } from './log.ts';
import type { OnStep } from './steps.ts';

/** What every job gets to work with. */
export interface JobContext {
  readonly jobId: string;
  readonly folders: HomeFolders;
  readonly store: JobStore;
  readonly progress: ProgressAggregator;
  /** Aborted when the user cancels. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly hash: HashBytes;
  /** Connects to a server; absent: the local one. The connection is the job's to close. */
  connect(uri: string | undefined): Promise<Connection>;
  /** Changes the job's record in the journal and tells who listens. */
  update(change: Partial<Omit<JobRecord, 'jobId' | 'kind'>>): JobRecord;
  /** Called at each step that matters for crash safety. */
  readonly onStep: OnStep;
  /** Standard streams, where the terminal lends them. */
  readonly stdin?: NodeJS.ReadableStream | undefined;
  readonly stdout?: NodeJS.WritableStream | undefined;
}
