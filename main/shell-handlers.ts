/** What the shell itself answers to the page; all else goes to the engine. Knows no window, so that tests can use it. */
import type { EngineApi } from './engine/api/protocol.ts';
import type { Connections } from './connections.ts';
import { engineHandlers, type Handlers } from './door.ts';
import type { EngineMethod } from './engine/api/protocol.ts';
import { expandPaths } from './expand-paths.ts';
import type { KnownPaths } from './known-paths.ts';
import type { RecentFiles } from './recent-files.ts';
import type { SettingsFile } from './settings.ts';
import type { RequestName } from '../preload/contract.ts';

export interface ShellParts {
  readonly engine: EngineApi;
  readonly settings: SettingsFile;
  readonly connections: Connections;
  readonly recent: RecentFiles;
  readonly known: KnownPaths;
}

/** What needs no window, and is the same wherever a page is. */
type Plain =
  | EngineMethod
  | 'expandPaths'
  | 'recentFiles'
  | 'clearRecentFiles'
  | 'connections'
  | 'saveConnection'
  | 'removeConnection'
  | 'testConnection'
  | 'getSettings';

/** What is left for whoever has the window. */
export type WindowHandlers = Handlers<Exclude<RequestName, Plain>>;

export function plainHandlers({ engine, settings, connections, recent, known }: ShellParts): Handlers<Plain> {
  const ofEngine = engineHandlers(engine, async () => (await settings.read()).maxSize, connections);
  return {
    ...ofEngine,
    // What jobs have read and written, the page may have shown.
    async job(params) {
      const result = await ofEngine.job(params);
      known.addJob(result);
      return result;
    },
    async jobs(params) {
      const list = await ofEngine.jobs(params);
      for (const job of list.jobs) known.addJob(job);
      return list;
    },
    async rejects(params) {
      const rejects = await ofEngine.rejects(params);
      known.add(rejects.path);
      return rejects;
    },
    async expandPaths({ paths }) {
      const found = await expandPaths(paths);
      known.add(...found.paths);
      return found;
    },
    recentFiles: () => recent.list(),
    async clearRecentFiles() {
      await recent.clear();
      return {};
    },
    connections: () => connections.list(),
    saveConnection: (form) => connections.save(form),
    async removeConnection({ id }) {
      await connections.remove(id);
      return {};
    },
    testConnection: async (form) => engine.call('ping', { uri: await connections.uriOfForm(form) }),
    getSettings: () => settings.read(),
  };
}
