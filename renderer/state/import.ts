/** The import that is being prepared or watched on the Import screen. */
import { create } from 'zustand';
import type { ConflictPolicy, ErrorReport, Inspection } from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';
import { rememberedJob } from './remembered-job.ts';

interface ImportStore {
  /** Absolute path of the file that is looked at. */
  readonly path: string | undefined;
  /** Files that were chosen along with it and come next. */
  readonly waiting: readonly string[];
  readonly inspection: Inspection | undefined;
  readonly db: string;
  readonly collection: string;
  readonly policy: ConflictPolicy;
  /** The job that was started from here last; the screen shows it until another file is chosen. */
  readonly jobId: string | undefined;
  readonly starting: boolean;
  readonly error: ErrorReport | undefined;
  readonly choose: () => Promise<void>;
  readonly take: (paths: readonly string[]) => Promise<void>;
  readonly next: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly set: (changes: { db?: string; collection?: string; policy?: ConflictPolicy }) => void;
}

const job = rememberedJob('import');

export const useImport = create<ImportStore>((set, get) => ({
  path: undefined,
  waiting: [],
  inspection: undefined,
  db: 'sluice',
  collection: 'conversations',
  policy: 'update',
  jobId: job.read(),
  starting: false,
  error: undefined,

  async choose() {
    try {
      const { paths } = await request('chooseFiles', {});
      await get().take(paths);
    } catch (error) {
      set({ error: reportOf(error) });
    }
  },

  async take(paths) {
    const [path, ...waiting] = paths;
    if (path === undefined) return;
    job.write(undefined);
    set({ path, waiting, inspection: undefined, jobId: undefined, error: undefined });
    try {
      const inspection = await request('inspect', { path });
      // Another file may have been chosen while this one was looked at.
      if (get().path === path) set({ inspection });
    } catch (error) {
      if (get().path === path) set({ path: undefined, error: reportOf(error) });
    }
  },

  next: () => get().take(get().waiting),

  async start() {
    const { path, db, collection, policy, inspection } = get();
    if (path === undefined || inspection === undefined) return;
    set({ starting: true, error: undefined });
    try {
      const target = { db: db.trim(), collection: collection.trim() };
      const { jobId } = await request('submit', {
        kind: 'import',
        paths: [path],
        target,
        onConflict: policy,
      });
      job.write(jobId);
      set({ jobId, path: undefined, inspection: undefined });
    } catch (error) {
      set({ error: reportOf(error) });
    } finally {
      set({ starting: false });
    }
  },

  set: (changes) => set(changes),
}));
