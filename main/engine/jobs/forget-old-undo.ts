import { isResumable } from './report.ts';
import type { JobStore } from '../journal/job-store.ts';
import { activeStates } from '../journal/states.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * Frees the journals of jobs that ended longer than `days` ago, as the user has set it; returns the ids. What can still go
 * on keeps its journal whatever its age: without it nobody could say what was written.
 */
export function forgetOldUndo(store: JobStore, days: number): string[] {
  const cutoff = new Date(Date.now() - days * day).toISOString();
  const old = store
    .keptJobs()
    .filter((record) => !activeStates.includes(record.state) && !isResumable(store, record))
    .filter(({ finishedAt }) => finishedAt !== undefined && finishedAt < cutoff);
  return old.map(({ jobId }) => jobId).filter((jobId) => freed(store, jobId));
}

function freed(store: JobStore, jobId: string): boolean {
  const lock = store.tryToOwn(jobId);
  // Otherwise another process has begun to take it back.
  if (lock) store.prune(jobId);
  lock?.release();
  return lock !== undefined;
}
