import { create } from 'zustand';
import type { DatabaseFacts } from '../../preload/contract.ts';
import { request } from './bridge.ts';

type Collection = DatabaseFacts['collections'][number];

interface Namespaces {
  readonly databases: readonly DatabaseFacts[];
  readonly load: () => Promise<void>;
}

/** Databases and collections to suggest. Suggestions only: without them every name can still be typed. */
export const useNamespaces = create<Namespaces>((set) => ({
  databases: [],
  async load() {
    try {
      set({ databases: await request('namespaces', {}) });
    } catch {
      set({ databases: [] });
    }
  },
}));

/** What is known of a collection that exists. */
export function useCollection(db: string, collection: string): Collection | undefined {
  return useNamespaces(({ databases }) =>
    databases
      .find(({ name }) => name === db.trim())
      ?.collections.find(({ name }) => name === collection.trim()),
  );
}
