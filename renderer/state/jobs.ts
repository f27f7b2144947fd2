/** What the page knows of jobs: lists from the journal, kept fresh by the engine's events. */
import { create } from 'zustand';
import type {
  ErrorReport,
  JobResult,
  JobState,
  JobSummary,
  ProgressSnapshot,
} from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';

type ById<T> = Readonly<Record<string, T>>;

interface JobsStore {
  /** Newest first. */
  readonly order: readonly string[];
  readonly summaries: ById<JobSummary>;
  /** The last look at each job that runs. */
  readonly progress: ById<ProgressSnapshot>;
  readonly results: ById<JobResult>;
  readonly error: ErrorReport | undefined;
  /** Reads the list from the journal. */
  readonly refresh: () => Promise<void>;
  /** Reads one job with its result. */
  readonly load: (jobId: string) => Promise<void>;
  readonly undo: (jobId: string) => Promise<void>;
  readonly cancel: (jobId: string) => Promise<void>;
  readonly pause: (jobId: string) => Promise<void>;
  readonly resume: (jobId: string) => Promise<void>;
  readonly took: (summary: JobSummary) => void;
  readonly ended: (result: JobResult) => void;
  readonly moved: (snapshot: ProgressSnapshot) => void;
}

const activeStates: ReadonlySet<JobState> = new Set([
  'queued',
  'running',
  'waiting-for-database',
  'cancelling',
  'undoing',
]);

export const isActive = (job: JobSummary): boolean => activeStates.has(job.state);

const byId = (jobs: readonly JobSummary[]): ById<JobSummary> =>
  Object.fromEntries(jobs.map((job) => [job.jobId, job]));

const only = <T>(map: ById<T>, keep: (id: string) => boolean): ById<T> =>
  Object.fromEntries(Object.entries(map).filter(([id]) => keep(id)));

const without = <T>(map: ById<T>, id: string): ById<T> => only(map, (key) => key !== id);

export const useJobs = create<JobsStore>((set, get) => {
  /** Keeps the error of what `work` does for the screen instead of throwing it. */
  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      set({ error: undefined });
    } catch (error) {
      set({ error: reportOf(error) });
    }
  }

  return {
    order: [],
    summaries: {},
    progress: {},
    results: {},
    error: undefined,

    refresh: () =>
      attempt(async () => {
        const jobs = await request('jobs', {});
        const active = new Set(jobs.filter(isActive).map((job) => job.jobId));
        set(({ progress }) => ({
          order: jobs.map((job) => job.jobId),
          summaries: byId(jobs),
          progress: only(progress, (jobId) => active.has(jobId)),
        }));
      }),

    load: (jobId) =>
      attempt(async () => {
        const result = await request('job', { jobId });
        if (isActive(result)) get().took(result);
        else get().ended(result);
      }),

    undo: (jobId) =>
      attempt(async () => {
        await request('undo', { jobId });
        await get().load(jobId);
      }),

    cancel: (jobId) =>
      attempt(async () => {
        await request('cancel', { jobId });
      }),

    pause: (jobId) =>
      attempt(async () => {
        await request('pause', { jobId });
      }),

    resume: (jobId) =>
      attempt(async () => {
        await request('resume', { jobId });
        await get().load(jobId);
      }),

    took: (job) =>
      set(({ order, summaries, results, progress }) => {
        const active = isActive(job);
        // What the job's former operation showed is over.
        const goesOn = active && summaries[job.jobId]?.operation === job.operation;
        return {
          order: order.includes(job.jobId) ? order : [job.jobId, ...order],
          summaries: { ...summaries, [job.jobId]: job },
          results: active ? without(results, job.jobId) : results,
          progress: goesOn ? progress : without(progress, job.jobId),
        };
      }),

    ended(result) {
      get().took(result);
      set(({ results }) => ({ results: { ...results, [result.jobId]: result } }));
    },

    moved: (snapshot) =>
      set(({ summaries, progress }) => {
        const job = summaries[snapshot.jobId];
        // The last snapshot may come after the end.
        if (job !== undefined && !isActive(job)) return {};
        return { progress: { ...progress, [snapshot.jobId]: snapshot } };
      }),
  };
});
