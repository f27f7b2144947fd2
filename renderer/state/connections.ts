/** The servers that can be worked with: Sluice's own MongoDB, and those that the user saved. */
import { create } from 'zustand';
import type { ErrorReport, RequestParams, SavedConnection } from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';

/** Sluice's own MongoDB; the others have ids of their own. */
export const local = 'local';

interface ConnectionsStore {
  readonly saved: readonly SavedConnection[];
  readonly error: ErrorReport | undefined;
  readonly load: () => Promise<void>;
  /** Throws RequestError. */
  readonly save: (form: RequestParams<'saveConnection'>) => Promise<SavedConnection>;
  readonly remove: (id: string) => Promise<void>;
}

export const useConnections = create<ConnectionsStore>((set, get) => ({
  saved: [],
  error: undefined,

  async load() {
    try {
      set({ saved: await request('connections', {}), error: undefined });
    } catch (error) {
      set({ error: reportOf(error) });
    }
  },

  async save(form) {
    const connection = await request('saveConnection', form);
    await get().load();
    return connection;
  },

  async remove(id) {
    try {
      await request('removeConnection', { id });
    } catch (error) {
      set({ error: reportOf(error) });
    }
    await get().load();
  },
}));

/** The part of a request that names its server. */
export const serverOf = (connection: string): { readonly connection?: string } =>
  connection === local ? {} : { connection };

/** The connection of a job, as far as it is one of those that are known. */
export const connectionOf = (target: { readonly connection?: string | undefined }): string =>
  target.connection ?? local;
