/** What a dry run or a verify found, a page at a time, with what is chosen for each record. */
import { create } from 'zustand';
import type { ErrorReport, Finding, RecordChoice } from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';

export const findingsPage = 100;

/** Numbers of findings, or all there are, loaded or not. */
export type Selected = 'all' | ReadonlySet<number>;

interface FindingsStore {
  readonly jobId: string | undefined;
  readonly total: number;
  readonly findings: readonly Finding[];
  readonly selected: Selected;
  readonly loading: boolean;
  readonly error: ErrorReport | undefined;
  /** Begins with a job; nothing is loaded yet. */
  readonly show: (jobId: string) => void;
  /** Loads the next page. */
  readonly more: () => Promise<void>;
  readonly select: (selected: Selected) => void;
  /** Says what the import shall do with these records. */
  readonly choose: (choice: RecordChoice, which: Selected) => Promise<void>;
}

const nothing = { total: 0, findings: [], selected: new Set<number>(), loading: false, error: undefined };

export const useFindings = create<FindingsStore>((set, get) => ({
  jobId: undefined,
  ...nothing,

  show: (jobId) => set({ jobId, ...nothing }),

  async more() {
    const { jobId, findings, loading } = get();
    if (jobId === undefined || loading) return;
    set({ loading: true, error: undefined });
    try {
      const after = findings.at(-1)?.seq ?? 0;
      const page = await request('findings', { jobId, after, limit: findingsPage });
      if (get().jobId !== jobId) return;
      set({ total: page.total, findings: [...findings, ...page.findings] });
    } catch (error) {
      if (get().jobId === jobId) set({ error: reportOf(error) });
    } finally {
      if (get().jobId === jobId) set({ loading: false });
    }
  },

  select: (selected) => set({ selected }),

  async choose(choice, which) {
    const { jobId } = get();
    if (jobId === undefined) return;
    try {
      await request('choose', { jobId, choice, ...(which === 'all' ? {} : { seqs: [...which] }) });
      if (get().jobId !== jobId) return;
      const isMeant = ({ seq }: Finding): boolean => which === 'all' || which.has(seq);
      set(({ findings }) => ({
        error: undefined,
        findings: findings.map((finding) => (isMeant(finding) ? { ...finding, choice } : finding)),
      }));
    } catch (error) {
      if (get().jobId === jobId) set({ error: reportOf(error) });
    }
  },
}));
