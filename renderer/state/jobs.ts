/** What the page knows of jobs: lists from the journal, kept fresh by the engine's events. */
import { create } from 'zustand';
import type {
  ErrorReport,
  JobKind,
  JobList,
  JobResult,
  JobState,
  JobSummary,
  ProgressSnapshot,
  RequestParams,
} from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';
import { useHistory } from './history.ts';

type ById<T> = Readonly<Record<string, T>>;

/** Which jobs the list shows. */
export interface JobFilter {
  /** Words that all have to be in names of files, the collection or the server. */
  readonly text: string;
  readonly kind: JobKind | 'all';
  readonly state: keyof typeof stateGroups | 'all';
}

/** States as people tell them apart. */
export const stateGroups = {
  active: ['queued', 'running', 'waiting-for-database', 'cancelling', 'undoing'],
  completed: ['completed'],
  undone: ['undone'],
  stopped: ['paused', 'cancelled', 'interrupted'],
  failed: ['failed'],
} as const satisfies Record<string, readonly JobState[]>;

export const anyJob: JobFilter = { text: '', kind: 'all', state: 'all' };

interface JobsStore {
  readonly filter: JobFilter;
  /** Whether the list was read at all. */
  readonly isListed: boolean;
  /** Reads the newest jobs that fit. */
  readonly search: (filter: JobFilter) => Promise<void>;
  /** Newest first, as far as they were asked for. */
  readonly order: readonly string[];
  /** Older ones that were not asked for yet. */
  readonly more: number;
  /** Bytes that the journals of all jobs take; undefined until it is known. */
  readonly journalBytes: number | undefined;
  readonly summaries: ById<JobSummary>;
  /** The last look at each job that runs. */
  readonly progress: ById<ProgressSnapshot>;
  readonly results: ById<JobResult>;
  readonly error: ErrorReport | undefined;
  /** Reads the newest jobs from the journal, and those that run. */
  readonly refresh: () => Promise<void>;
  /** Reads the next older ones. */
  readonly loadMore: () => Promise<void>;
  readonly loadSpace: () => Promise<void>;
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
  /** Does what a job did once more, as a new job, and shows that. */
  readonly again: (jobId: string) => Promise<void>;
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

const activeStates: ReadonlySet<JobState> = new Set(stateGroups.active);

export const isActive = (job: JobSummary): boolean => activeStates.has(job.state);

/** Whether its phase says what it does; any other state says more. */
export const isWorking = ({ state }: JobSummary): boolean => state === 'running' || state === 'undoing';

/** Jobs that are read at once. */
export const jobsAtOnce = 100;

const byId = (jobs: readonly JobSummary[]): ById<JobSummary> =>
  Object.fromEntries(jobs.map((job) => [job.jobId, job]));

const only = <T>(map: ById<T>, keep: (id: string) => boolean): ById<T> =>
  Object.fromEntries(Object.entries(map).filter(([id]) => keep(id)));

const without = <T>(map: ById<T>, id: string): ById<T> => only(map, (key) => key !== id);

/** Newer imports that a refused undo names by their titles. */
const titlesTold = 20;

interface Newest {
  readonly page: JobList;
  readonly active: readonly JobSummary[];
}

const queryOf = ({ text, kind, state }: JobFilter): RequestParams<'jobs'> => ({
  limit: jobsAtOnce,
  ...(text.trim() === '' ? {} : { text }),
  ...(kind === 'all' ? {} : { kinds: [kind] }),
  ...(state === 'all' ? {} : { states: [...stateGroups[state]] }),
});

async function newest(filter: JobFilter): Promise<Newest> {
  const [page, active] = await Promise.all([
    request('jobs', queryOf(filter)),
    request('jobs', { states: [...activeStates] }),
  ]);
  return { page, active: active.jobs };
}

/** The order with that job in its place by time; behind the last one there may be others that are not known. */
function withJob(order: readonly string[], summaries: ById<JobSummary>, job: JobSummary): readonly string[] {
  if (order.length === 0) return [job.jobId];
  const at = order.findIndex((id) => (summaries[id]?.createdAt ?? '') <= job.createdAt);
  return at < 0 ? order : [...order.slice(0, at), job.jobId, ...order.slice(at)];
}

/** The ids of the newer jobs, where those are why an undo was refused. */
function newerJobsIn(error: unknown): string[] | undefined {
  const { code, details } = reportOf(error);
  if (code !== 'undo-newer-jobs') return undefined;
  return String(details.newer).split(', ');
}

export const useJobs = create<JobsStore>((set, get) => {
  /** The newest jobs, while they are on their way. */
  let listing: { readonly filter: JobFilter; readonly coming: Promise<Newest> } | undefined;
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
    more: 0,
    journalBytes: undefined,
    summaries: {},
    progress: {},
    results: {},
    error: undefined,
    blocked: undefined,

    filter: anyJob,
    isListed: false,

    async search(filter) {
      set({ filter });
      await get().refresh();
    },

    refresh: () =>
      attempt(async () => {
        const { filter } = get();
        // Who asks the same while an answer is on its way gets that.
        const asked = listing?.filter === filter ? listing : { filter, coming: newest(filter) };
        listing = asked;
        const { page, active } = await asked.coming.finally(() => {
          if (listing === asked) listing = undefined;
        });
        // Another question was asked meanwhile.
        if (get().filter !== filter) return;
        const jobs = page.jobs;
        const running = new Set(active.map(({ jobId }) => jobId));
        set(({ progress, summaries }) => ({
          order: jobs.map(({ jobId }) => jobId),
          more: page.more,
          isListed: true,
          summaries: { ...summaries, ...byId([...jobs, ...active]) },
          progress: only(progress, (jobId) => running.has(jobId)),
        }));
      }),

    loadMore: () =>
      attempt(async () => {
        const after = get().order.at(-1);
        const { filter } = get();
        const page = await request('jobs', { ...queryOf(filter), ...(after === undefined ? {} : { after }) });
        if (get().filter !== filter) return;
        set(({ order, summaries }) => ({
          order: [...new Set([...order, ...page.jobs.map(({ jobId }) => jobId)])],
          more: page.more,
          summaries: { ...summaries, ...byId(page.jobs) },
        }));
      }),

    loadSpace: () =>
      attempt(async () => {
        set({ journalBytes: (await request('journalSpace', {})).bytes });
      }),

    load: (jobId) =>
      attempt(async () => {
        const result = await request('job', { jobId });
        if (isActive(result)) get().took(result);
        else get().ended(result);
      }),

    again: (jobId) =>
      attempt(async () => {
        const again = await request('again', { jobId });
        await get().load(again.jobId);
        useHistory.getState().open(again.jobId);
      }),

    undo: (jobId, how = {}) =>
      attempt(async () => {
        set({ blocked: undefined });
        try {
          await request('undo', { jobId, ...how });
        } catch (error) {
          const newer = newerJobsIn(error);
          if (newer === undefined) throw error;
          // Their titles are told; of very many the first ones.
          await Promise.all(newer.slice(0, titlesTold).map((id) => get().load(id)));
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
      set(({ order, summaries, results, progress, filter }) => {
        const active = isActive(job);
        // What fits a search only the engine knows; the next look at the list shows it.
        const isListed = order.includes(job.jobId) || filter !== anyJob;
        // What the job's former operation showed is over.
        const goesOn = active && summaries[job.jobId]?.operation === job.operation;
        return {
          order: isListed ? order : withJob(order, summaries, job),
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
