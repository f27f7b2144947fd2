/** What a job's record says to those who list jobs or read summaries. */
import { SluiceError } from '../api/errors.ts';
import type { JobList, JobListQuery } from '../api/job-list.ts';
import type { JobCounts, JobResult, JobSummary } from '../api/jobs.ts';
import { JobJournal } from '../journal/job-journal.ts';
import type { JobRecord } from '../journal/job-record.ts';
import type { JobStore } from '../journal/job-store.ts';
import { resumableStates, undoableStates } from '../journal/states.ts';
import { keptIds } from './undo.ts';
import { keepsUndo } from './undo-space.ts';

export function summaryOf(store: JobStore, record: JobRecord): JobSummary {
  const {
    jobId,
    kind,
    state,
    operation,
    target,
    sources,
    output,
    counts,
    createdAt,
    finishedAt,
    error,
    request,
  } = record;
  return {
    jobId,
    kind,
    state,
    operation,
    target,
    ...(sources === undefined ? {} : { sources }),
    ...(output === undefined ? {} : { output }),
    counts,
    createdAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(error === undefined ? {} : { error }),
    resumable: isResumable(store, record),
    undoable: isUndoable(store, record),
    keepsUndo: hasUndo(record),
    ...(request.kind === 'export' || request.key === undefined ? {} : { key: request.key }),
    ...(request.kind === 'export' || request.mapping === undefined ? {} : { mapping: request.mapping }),
    journalBytes: store.journalBytes(jobId),
  };
}

/** Jobs from which on the folder of journals is read once, where each of a few is asked for its size. */
const manyJobs = 500;

export function listJobs(store: JobStore, query: JobListQuery): JobList {
  const { records, more } = store.find(query);
  const summaries = (): JobSummary[] => records.map((record) => summaryOf(store, record));
  return { jobs: records.length < manyJobs ? summaries() : store.askingOfMany(summaries), more };
}

/** Whether the journal of a job that read something was pruned: then it can neither be undone nor gone on with. */
export function isForgotten(store: JobStore, { jobId, counts }: JobRecord): boolean {
  return counts.read > 0 && !JobJournal.exists(store.journalPath(jobId));
}

export function isResumable(store: JobStore, record: JobRecord): boolean {
  return record.kind === 'import' && resumableStates.includes(record.state) && !isForgotten(store, record);
}

export function hasUndo({ request }: JobRecord): boolean {
  return request.kind === 'import' && keepsUndo(request);
}

function isUndoable(store: JobStore, record: JobRecord): boolean {
  const { jobId, state } = record;
  if (!hasUndo(record) || state === 'undone' || !undoableStates.includes(state)) return false;
  return JobJournal.exists(store.journalPath(jobId));
}

export function resultOf(store: JobStore, record: JobRecord): JobResult {
  const { bytes, seconds, sha256, rejectsFile, warnings, kind, readBack, changedSincePlan, forecast } =
    record;
  return {
    ...summaryOf(store, record),
    bytes,
    seconds: Math.round(seconds * 1000) / 1000,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(rejectsFile === undefined ? {} : { rejectsFile }),
    warnings,
    ...(readBack === undefined ? {} : { readBack }),
    ...(changedSincePlan === undefined ? {} : { changedSincePlan }),
    ...(forecast === undefined ? {} : { forecast }),
    ...(kind === 'import' ? keptIdsOf(store, record) : {}),
  };
}

/** Only an undo keeps any; how a job ended is told also where its journal cannot be opened, as on a full disk. */
function keptIdsOf(store: JobStore, { jobId, operation }: JobRecord): Pick<JobResult, 'keptIds'> {
  if (operation !== 'undo') return {};
  try {
    return keptIds({ store, jobId });
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'disk-full') return {};
    throw error;
  }
}

/** The counts of an import stay when it is undone; the undo's own are added. */
export function mergeCounts(record: JobRecord, counts: JobCounts): JobCounts {
  if (record.operation !== 'undo') return counts;
  return { ...record.counts, deleted: counts.deleted, restored: counts.restored, kept: counts.kept };
}
