/** Which jobs run, and how far they all are together. Knows no Electron. */
import type { EngineApi } from './engine/api/protocol.ts';
import type { JobResult, JobState } from '../preload/contract.ts';

const activeStates: ReadonlySet<JobState> = new Set([
  'queued',
  'running',
  'waiting-for-database',
  'cancelling',
  'undoing',
]);

export interface RunningJobs {
  readonly count: () => number;
  /** 0 to 1 over all of them; undefined while nothing runs. */
  readonly share: () => number | undefined;
  /** The engine is gone, and what ran with it. */
  readonly forget: () => void;
}

interface Listener {
  /** Something began, moved on or ended. */
  readonly changed: () => void;
  readonly ended: (result: JobResult) => void;
}

export function watchJobs(engine: Pick<EngineApi, 'on'>, { changed, ended }: Listener): RunningJobs {
  /** How far each job is, 0 to 1. */
  const shares = new Map<string, number>();
  engine.on('jobChanged', ({ jobId, state }) => {
    if (activeStates.has(state)) shares.set(jobId, shares.get(jobId) ?? 0);
    else shares.delete(jobId);
    changed();
  });
  engine.on('progress', ({ jobId, percentage }) => {
    // The last one may come after the end.
    if (!shares.has(jobId)) return;
    shares.set(jobId, percentage / 100);
    changed();
  });
  engine.on('jobEnded', (result) => {
    shares.delete(result.jobId);
    changed();
    ended(result);
  });
  return {
    count: () => shares.size,
    share: () =>
      shares.size === 0
        ? undefined
        : [...shares.values()].reduce((sum, share) => sum + share, 0) / shares.size,
    forget() {
      shares.clear();
      changed();
    },
  };
}
