/** What the History screen shows: the list, or one job of it. */
import { create } from 'zustand';

interface HistoryStore {
  /** The job that is shown; absent: the list. */
  readonly openId: string | undefined;
  readonly open: (jobId: string) => void;
  readonly close: () => void;
}

const key = 'sluice.job.history';

export const useHistory = create<HistoryStore>((set) => ({
  openId: sessionStorage.getItem(key) ?? undefined,
  open(jobId) {
    sessionStorage.setItem(key, jobId);
    set({ openId: jobId });
  },
  close() {
    sessionStorage.removeItem(key);
    set({ openId: undefined });
  },
}));
