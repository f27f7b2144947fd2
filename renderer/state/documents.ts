/** The documents of the collection that is looked at, as far as they were read, and the one that is open. */
import { create } from 'zustand';
import type {
  DocumentCount,
  DocumentRow,
  DocumentView,
  ErrorReport,
  ReadableMessage,
} from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';
import { type Place, useBrowse } from './browse.ts';
import { serverOf } from './connections.ts';

/** Rows that are read in a collection at most; beyond, one has to search. */
export const mostRows = 2000;
const pageRows = 50;
const pageMessages = 50;

interface OpenDocument {
  readonly id: string;
  /** Absent until it was read. */
  readonly view?: DocumentView;
  readonly messages: readonly ReadableMessage[];
  readonly error?: ErrorReport;
}

interface DocumentsStore {
  /** The query that was asked last; empty: everything. */
  readonly query: string;
  readonly rows: readonly DocumentRow[];
  readonly more: boolean;
  readonly count: DocumentCount | undefined;
  readonly state: 'idle' | 'loading' | 'ready';
  readonly error: ErrorReport | undefined;
  readonly open: OpenDocument | undefined;
  /** Reads the collection from the start. */
  readonly read: (query: string) => Promise<void>;
  readonly readMore: () => Promise<void>;
  readonly show: (id: string) => Promise<void>;
  readonly readMessages: () => Promise<void>;
  readonly close: () => void;
}

const nothing = { rows: [], more: false, count: undefined, error: undefined, open: undefined } as const;

const targetOf = ({ connection, db, collection }: Place) => ({ ...serverOf(connection), db, collection });

const asked = (query: string): { readonly query?: string } => (query.trim() === '' ? {} : { query });

export const useDocuments = create<DocumentsStore>((set, get) => {
  /** Counts the questions, so that an answer to an old one is let go. */
  let question = 0;
  let isReadingMore = false;

  function changeOpen(id: string, change: Partial<OpenDocument>): void {
    const { open } = get();
    if (open?.id === id) set({ open: { ...open, ...change } });
  }

  return {
    query: '',
    ...nothing,
    state: 'idle',

    async read(query) {
      const { place } = useBrowse.getState();
      if (place === undefined) return;
      question += 1;
      const mine = question;
      const target = targetOf(place);
      set({ query, ...nothing, state: 'loading' });
      try {
        const page = await request('documents', { target, ...asked(query), limit: pageRows });
        if (mine !== question) return;
        set({ ...page, state: 'ready' });
        const count = await request('count', { target, ...asked(query) });
        if (mine === question) set({ count });
      } catch (error) {
        if (mine === question) set({ error: reportOf(error), state: 'ready' });
      }
    },

    async readMore() {
      const { rows, more, query } = get();
      const { place } = useBrowse.getState();
      const last = rows.at(-1);
      if (place === undefined || last === undefined || !more || isReadingMore || rows.length >= mostRows)
        return;
      const mine = question;
      isReadingMore = true;
      try {
        const page = await request('documents', {
          target: targetOf(place),
          ...asked(query),
          after: last.id,
          limit: pageRows,
        });
        if (mine === question) set({ rows: [...rows, ...page.rows], more: page.more });
      } catch (error) {
        if (mine === question) set({ error: reportOf(error), more: false });
      } finally {
        isReadingMore = false;
      }
    },

    async show(id) {
      const { place } = useBrowse.getState();
      if (place === undefined) return;
      set({ open: { id, messages: [] } });
      try {
        const view = await request('document', { target: targetOf(place), id });
        changeOpen(id, { view });
        if (view.messages !== undefined) await get().readMessages();
      } catch (error) {
        changeOpen(id, { error: reportOf(error) });
      }
    },

    async readMessages() {
      const { open } = get();
      const { place } = useBrowse.getState();
      if (place === undefined || open === undefined) return;
      const { id, messages } = open;
      try {
        const page = await request('messages', {
          target: targetOf(place),
          id,
          skip: messages.length,
          limit: pageMessages,
        });
        changeOpen(id, { messages: [...messages, ...page.messages] });
      } catch (error) {
        changeOpen(id, { error: reportOf(error) });
      }
    },

    close: () => set({ open: undefined }),
  };
});
