/** Files that were imported or exported last. */
import { create } from 'zustand';
import type { RecentFile } from '../../preload/contract.ts';
import { request } from './bridge.ts';

interface RecentStore {
  readonly files: readonly RecentFile[];
  readonly load: () => Promise<void>;
  readonly clear: () => Promise<void>;
}

export const useRecent = create<RecentStore>((set) => ({
  files: [],
  async load() {
    // Without them nothing is missing that cannot be chosen.
    set({ files: await request('recentFiles', {}).catch(() => []) });
  },
  async clear() {
    await request('clearRecentFiles', {}).catch(() => undefined);
    set({ files: [] });
  },
}));
