/** Databases and collections of the servers, as far as they were asked for. */
import { create } from 'zustand';
import type {
  CollectionFacts,
  DatabaseFacts,
  ErrorReport,
  LocalServerFacts,
} from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';
import { local, serverOf } from './connections.ts';

/** What is known of one server. While it is asked again, the answer of before stays. */
export interface Namespaces {
  readonly state: 'loading' | 'ready' | 'failed';
  readonly databases: readonly DatabaseFacts[];
  readonly error?: ErrorReport;
}

interface NamespacesStore {
  readonly of: Readonly<Record<string, Namespaces>>;
  /** Of the local server, when it was asked last. */
  readonly localFacts: LocalServerFacts | undefined;
  /** Asks a server (absent: the local one). */
  readonly load: (connection?: string) => Promise<void>;
  /** Asks those again that were asked before. */
  readonly refresh: () => Promise<void>;
  readonly forget: (connection: string) => void;
}

const none: readonly DatabaseFacts[] = [];

export const useNamespaces = create<NamespacesStore>((set, get) => {
  const tell = (connection: string, namespaces: Namespaces): void =>
    set(({ of }) => ({ of: { ...of, [connection]: namespaces } }));

  return {
    of: {},
    localFacts: undefined,

    async load(connection = local) {
      const databases = get().of[connection]?.databases ?? none;
      tell(connection, { state: 'loading', databases });
      try {
        tell(connection, { state: 'ready', databases: await request('namespaces', serverOf(connection)) });
      } catch (error) {
        tell(connection, { state: 'failed', databases: none, error: reportOf(error) });
      }
      if (connection !== local) return;
      // Its size is worth no more than a word: without it nothing is missing.
      set({ localFacts: await request('localServer', {}).catch(() => undefined) });
    },

    async refresh() {
      await Promise.all(Object.keys(get().of).map((connection) => get().load(connection)));
    },

    forget: (connection) =>
      set(({ of }) => ({ of: Object.fromEntries(Object.entries(of).filter(([id]) => id !== connection)) })),
  };
});

/** Databases to suggest. Suggestions only: without them every name can still be typed. */
export const useDatabases = (connection: string): readonly DatabaseFacts[] =>
  useNamespaces(({ of }) => of[connection]?.databases ?? none);

/** What is known of a collection that exists. */
export function useCollection(
  connection: string,
  db: string,
  collection: string,
): CollectionFacts | undefined {
  return useNamespaces(({ of }) =>
    of[connection]?.databases
      .find(({ name }) => name === db.trim())
      ?.collections.find(({ name }) => name === collection.trim()),
  );
}
