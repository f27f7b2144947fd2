/** The dry run of the import that is being prepared. */
import { create } from 'zustand';
import type { ConflictPolicy, ErrorReport, JobResult, JobSummary } from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';
import { useFindings } from './findings.ts';
import { readingOf, useImport } from './import.ts';
import { isActive, useJobs } from './jobs.ts';

type Form = Parameters<typeof readingOf>[0] & { readonly policy: ConflictPolicy };

interface CheckStore {
  /** The dry run that was started from the form last. */
  readonly jobId: string | undefined;
  /** What it was asked. */
  readonly asked: string | undefined;
  readonly error: ErrorReport | undefined;
  readonly start: () => Promise<void>;
  /** Takes the policy that the check suggests, and checks again where the answer depends on it. */
  readonly takePolicy: (policy: ConflictPolicy) => Promise<void>;
  readonly forget: () => void;
}

/**
 * What the answer of a check depends on. Of the policies only `replace` compares otherwise: under it fields that the file
 * does not have make a difference.
 */
const questionOf = (form: Form): string => JSON.stringify([readingOf(form), form.policy === 'replace']);

export const useCheck = create<CheckStore>((set, get) => ({
  jobId: undefined,
  asked: undefined,
  error: undefined,

  async start() {
    const form = useImport.getState();
    const asked = questionOf(form);
    set({ error: undefined });
    try {
      const { jobId } = await request('submit', {
        kind: 'dry-run',
        ...readingOf(form),
        onConflict: form.policy,
      });
      set({ jobId, asked });
      useFindings.getState().show(jobId);
      await useJobs.getState().load(jobId);
    } catch (error) {
      set({ error: reportOf(error) });
    }
  },

  async takePolicy(policy) {
    useImport.getState().set({ policy });
    if (get().asked !== questionOf(useImport.getState())) await get().start();
  },

  forget() {
    const { jobId } = get();
    if (jobId === undefined) return;
    const job = useJobs.getState().summaries[jobId];
    // Nobody waits for its answer any more.
    if (job !== undefined && isActive(job)) void useJobs.getState().cancel(jobId);
    set({ jobId: undefined, asked: undefined, error: undefined });
  },
}));

/** Starts the import as it was checked, with the choices that were made; one that was not checked has none. */
export async function startImport(check: Check): Promise<void> {
  const isChecked = check.state === 'done' && check.isFresh;
  await useImport.getState().start(isChecked ? check.result.jobId : undefined);
}

/** How far the check is. */
export type Check =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly job: JobSummary | undefined; readonly jobId: string }
  /** It came to no end: it was stopped, or it failed. */
  | { readonly state: 'broken'; readonly job: JobSummary }
  /** `isFresh`: the form still asks what was checked. */
  | { readonly state: 'done'; readonly result: JobResult; readonly isFresh: boolean };

export function useCheckState(): Check {
  const { jobId, asked } = useCheck();
  const job = useJobs((store) => (jobId === undefined ? undefined : store.summaries[jobId]));
  const result = useJobs((store) => (jobId === undefined ? undefined : store.results[jobId]));
  const isFresh = useImport((form) => questionOf(form) === asked);
  if (jobId === undefined) return { state: 'none' };
  if (job === undefined || isActive(job)) return { state: 'running', job, jobId };
  if (job.state !== 'completed') return { state: 'broken', job };
  return result === undefined ? { state: 'running', job, jobId } : { state: 'done', result, isFresh };
}
