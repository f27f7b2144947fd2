/**
 * What can be asked of the engine, and what it says by itself: one map that the engine process, its supervisor
 * and the window's contract all derive from. Params are schemas because they cross a door; results are types.
 */
import * as z from 'zod';
import {
  countParams,
  documentParams,
  documentsParams,
  messagesParams,
  pingParams,
  previewParams,
  sampleParams,
  type DocumentCount,
  type DocumentPage,
  type DocumentView,
  type ExportPreview,
  type LocalServerFacts,
  type MessagePage,
  type Sample,
  type ServerFacts,
} from './browse.ts';
import { chooseParams, findingsParams, type FindingsPage } from './findings.ts';
import { type JobList, jobListParams } from './job-list.ts';
import type { Inspection } from './inspection.ts';
import type { JobResult, JobSummary } from './jobs.ts';
import type { ProgressSnapshot } from './progress.ts';
import {
  againRequestSchema,
  dryRunRequestSchema,
  exportRequestSchema,
  importRequestSchema,
  resumeRequestSchema,
  serverFields,
  undoRequestSchema,
  verifyRequestSchema,
} from './requests.ts';

export const engineParams = {
  /** What a file is; reads only its beginning. */
  inspect: z.object({ path: z.string().min(1) }),
  /** Starts an import, an export, a dry run or a verify; answers as soon as the job is in the journal. */
  submit: z.discriminatedUnion('kind', [
    importRequestSchema,
    exportRequestSchema,
    dryRunRequestSchema,
    verifyRequestSchema,
  ]),
  /** Starts taking a job back; answers as soon as it has begun. */
  undo: undoRequestSchema,
  /** Goes on with a job that was stopped, or with the undo of one; answers as soon as it has begun. */
  resume: resumeRequestSchema,
  /**
   * Stops what runs, here or in another process; what was written stays and can be undone, or is taken back at once.
   * Harmless when nothing runs.
   */
  cancel: z.object({ jobId: z.string().min(1), undo: z.boolean().default(false) }),
  /** Stops what runs until it is resumed. */
  pause: z.object({ jobId: z.string().min(1) }),
  /** Jobs, newest first. */
  jobs: jobListParams,
  job: z.object({ jobId: z.string().min(1) }),
  /** What all journals take on disk. */
  journalSpace: z.object({}),
  /** Databases and collections of a server (absent: the local one), without MongoDB's own. */
  namespaces: z.object({ ...serverFields }),
  /** Renders the rejects of a job as JSON Lines to `out` (absent: beside the journal). */
  rejects: z.object({ jobId: z.string().min(1), out: z.string().min(1).optional() }),
  /** What a dry run or a verify found, in file order, a page at a time. */
  findings: findingsParams,
  /** Says what the import shall do with records that a dry run found differing; answers with how many were set. */
  choose: chooseParams,
  /** Writes a dry run as a plan file, to be edited and imported with. */
  writePlan: z.object({
    jobId: z.string().min(1),
    out: z.string().min(1),
    overwrite: z.boolean().default(false),
  }),
  /** Forgets how to undo jobs that are over, and frees the space of that. */
  prune: z.object({ jobIds: z.array(z.string().min(1)).min(1) }),
  /** Starts what a job did once more, as a new job. */
  again: againRequestSchema,
  /** What a job did, as text for people; written to `out` where one is given. */
  report: z.object({ jobId: z.string().min(1), out: z.string().min(1).optional() }),
  /** The first records of a file, as a table. */
  sample: sampleParams,
  /** Writes a file of sample conversations to try things with, once; answers with its path. */
  makeSample: z.object({}),
  /** How many documents a query finds. */
  count: countParams,
  /** The first records of an export as they would be written. */
  preview: previewParams,
  /** Documents of a collection, a page at a time. */
  documents: documentsParams,
  /** One document. Throws `document-missing`. */
  document: documentParams,
  /** Messages of a conversation, a page at a time. Throws `document-missing`. */
  messages: messagesParams,
  /** Whether a server answers, and what it is. */
  ping: pingParams,
  /** What is known of the local MongoDB; does not start it. */
  localServer: z.object({}),
} as const;

export interface CollectionFacts {
  readonly name: string;
  /** The server's estimate; absent where there are more collections than there was time for. */
  readonly documents?: number;
}

export interface DatabaseFacts {
  readonly name: string;
  readonly collections: readonly CollectionFacts[];
}

export interface EngineResults {
  inspect: Inspection;
  submit: { readonly jobId: string };
  undo: { readonly jobId: string };
  resume: { readonly jobId: string };
  cancel: { readonly jobId: string };
  pause: { readonly jobId: string };
  jobs: JobList;
  job: JobResult;
  journalSpace: { readonly bytes: number };
  namespaces: readonly DatabaseFacts[];
  rejects: { readonly path: string; readonly count: number };
  findings: FindingsPage;
  choose: { readonly count: number };
  writePlan: { readonly path: string; readonly count: number };
  prune: { readonly bytes: number };
  again: { readonly jobId: string };
  report: { readonly text: string };
  sample: Sample;
  makeSample: { readonly path: string };
  count: DocumentCount;
  preview: ExportPreview;
  documents: DocumentPage;
  document: DocumentView;
  messages: MessagePage;
  ping: ServerFacts;
  localServer: LocalServerFacts;
}

export type EngineMethod = keyof typeof engineParams;

/** What the caller passes: defaults may be left out. */
export type EngineParams<M extends EngineMethod> = z.input<(typeof engineParams)[M]>;

/** For people: what is being done before the local MongoDB answers. */
export interface SetUpStep {
  readonly name?: string | undefined;
  readonly percentage?: number | undefined;
}

/** What the engine says without being asked. */
export interface EngineEvents {
  /** A running job moved on; at most four a second a job, the last one with `final: true`. */
  progress: ProgressSnapshot;
  /** A job entered another state. */
  jobChanged: JobSummary;
  /** A step of getting or starting the local MongoDB began or moved on; without a name all of them are done. */
  setUp: SetUpStep;
  /** A job (or the undo of one) came to its end. */
  jobEnded: JobResult;
}

export type EngineEventName = keyof EngineEvents;
export const engineEventNames = [
  'progress',
  'jobChanged',
  'jobEnded',
  'setUp',
] as const satisfies readonly EngineEventName[];

/** The engine as everybody sees it: in the same process (CLI, tests) or behind a message port (window). */
export interface EngineApi {
  call<M extends EngineMethod>(method: M, params: EngineParams<M>): Promise<EngineResults[M]>;
  /** Calls `listener` for every event of that name; the returned function ends it. */
  on<E extends EngineEventName>(event: E, listener: (data: EngineEvents[E]) => void): () => void;
}
