import { create } from 'zustand';
import type { AppInfo, EngineStatus } from '../../preload/contract.ts';

interface EngineStore {
  readonly status: EngineStatus;
  /** Absent until the shell has answered. */
  readonly info: AppInfo | undefined;
}

export const useEngine = create<EngineStore>(() => ({ status: { state: 'starting' }, info: undefined }));
