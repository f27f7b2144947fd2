import { create } from 'zustand';
import type { AppInfo, EngineStatus, SetUpStep } from '../../preload/contract.ts';

interface EngineStore {
  readonly status: EngineStatus;
  /** Absent until the shell has answered. */
  readonly info: AppInfo | undefined;
  /** What is being done before the local MongoDB answers; without a name nothing is. */
  readonly setUp: SetUpStep;
}

export const useEngine = create<EngineStore>(() => ({
  status: { state: 'starting' },
  info: undefined,
  setUp: {},
}));
