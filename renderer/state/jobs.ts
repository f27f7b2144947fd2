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
  /** An undo that was refused because newer imports changed the same documents; their ids, newest first. */
  readonly blocked: { readonly jobId: string; readonly newer: readonly string[] } | undefined;
  readonly unblock: () => void;
  readonly undo: (jobId: string, how?: HowToUndo) => Promise<void>;
  /** With `undo` what was written is taken back. */
  readonly cancel: (jobId: string, how?: { readonly undo: boolean }) => Promise<void>;
  /** Forgets how to undo the job, or what it found. */
  readonly prune: (jobId: string) => Promise<void>;
  readonly pause: (jobId: string) => Promise<void>;
  readonly resume: (jobId: string) => Promise<void>;
  readonly took: (summary: JobSummary) => void;
  readonly ended: (result: JobResult) => void;
  readonly moved: (snapshot: ProgressSnapshot) => void;
}

interface HowToUndo {
  /** Newer imports that are in the way are taken back as well. */
  readonly newer?: boolean;
  /** Even what somebody changed since is restored. */
  readonly force?: boolean;
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

/** The ids of the newer jobs, where those are why an undo was refused. */
function newerJobsIn(error: unknown): string[] | undefined {
  const { code, details } = reportOf(error);
  if (code !== 'undo-newer-jobs') return undefined;
  return String(details.newer).split(', ');
}

export const useJobs = create<JobsStore>((set, get) => {
  /** The list, while it is on its way. */
  let listing: Promise<readonly JobSummary[]> | undefined;
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
    blocked: undefined,

    refresh: () =>
      attempt(async () => {
        // Who asks while an answer is on its way gets that: with thousands of jobs it takes a while.
        const coming = listing ?? request('jobs', {});
        listing = coming;
        const jobs = await coming.finally(() => {
          listing = undefined;
        });
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

    undo: (jobId, how = {}) =>
      attempt(async () => {
        set({ blocked: undefined });
        try {
          await request('undo', { jobId, ...how });
        } catch (error) {
          const newer = newerJobsIn(error);
          if (newer === undefined) throw error;
          // Their titles are told.
          await get().refresh();
          set({ blocked: { jobId, newer } });
          return;
        }
        await get().load(jobId);
      }),

    unblock: () => set({ blocked: undefined }),

    cancel: (jobId, { undo } = { undo: false }) =>
      attempt(async () => {
        await request('cancel', { jobId, undo });
      }),

    prune: (jobId) =>
      attempt(async () => {
        await request('prune', { jobIds: [jobId] });
        await get().load(jobId);
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
