import { create } from 'zustand';
import type { ErrorReport, Settings } from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';

interface SettingsStore {
  /** Absent until the shell has answered. */
  readonly settings: Settings | undefined;
  readonly error: ErrorReport | undefined;
  readonly load: () => Promise<void>;
  readonly change: (changes: Partial<Settings>) => Promise<void>;
}

export const useSettings = create<SettingsStore>((set) => {
  async function take(answer: Promise<Settings>): Promise<void> {
    try {
      set({ settings: await answer, error: undefined });
    } catch (error) {
      set({ error: reportOf(error) });
    }
  }
  return {
    settings: undefined,
    error: undefined,
    load: () => take(request('getSettings', {})),
    change: (changes) => take(request('setSettings', changes)),
  };
});
