/** The export that is being prepared or watched on the Export screen. */
import { create } from 'zustand';
import type { ErrorReport, ExportFormat, RequestParams } from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';
import { local, serverOf } from './connections.ts';
import { rememberedJob } from './remembered-job.ts';

export type Order = 'stored' | 'newest' | 'oldest' | 'other';

export interface ExportForm {
  readonly connection: string;
  readonly db: string;
  readonly collection: string;
  readonly format: ExportFormat;
  readonly ejson: 'relaxed' | 'canonical';
  /** Names separated by commas; empty: all fields. */
  readonly fields: string;
  /** Extended JSON; empty: all documents. */
  readonly query: string;
  /** Ids separated by commas or lines; empty: as the query says. */
  readonly ids: string;
  readonly order: Order;
  /** Extended JSON, where the order is another one. */
  readonly sort: string;
  /** Documents at most; empty: all. */
  readonly limit: string;
}

interface ExportStore extends ExportForm {
  readonly jobId: string | undefined;
  readonly starting: boolean;
  readonly error: ErrorReport | undefined;
  /** Asks where to save, then starts the export. */
  readonly start: () => Promise<void>;
  readonly set: (changes: Partial<ExportForm>) => void;
}

const job = rememberedJob('export');

export const namesIn = (fields: string): string[] =>
  fields
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** Why the text cannot be a query, or undefined. The engine has the last word on operators. */
export function queryProblem(query: string): string | undefined {
  if (query.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(query);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'not an object';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A whole number above 0; undefined for nothing, null for anything else. */
export function limitIn(text: string): number | undefined | null {
  if (text.trim() === '') return undefined;
  const limit = Number(text.trim());
  return Number.isSafeInteger(limit) && limit > 0 ? limit : null;
}

export const isComplete = ({ db, collection, query, order, sort, limit }: ExportForm): boolean =>
  db.trim() !== '' &&
  collection.trim() !== '' &&
  queryProblem(query) === undefined &&
  (order !== 'other' || queryProblem(sort) === undefined) &&
  limitIn(limit) !== null;

const orders: Readonly<Record<Exclude<Order, 'other'>, string | undefined>> = {
  stored: undefined,
  newest: '{"created_at":-1}',
  oldest: '{"created_at":1}',
};

type Asked = Pick<
  RequestParams<'preview'>,
  'target' | 'query' | 'sort' | 'ids' | 'fields' | 'ejson' | 'format'
>;

/** What the form asks for, as requests say it. */
export function askedOf(form: ExportForm): Asked {
  const { connection, db, collection, format, ejson, query } = form;
  const [names, ids] = [namesIn(form.fields), namesIn(form.ids)];
  const sort = form.order === 'other' ? form.sort.trim() || undefined : orders[form.order];
  return {
    target: { ...serverOf(connection), db: db.trim(), collection: collection.trim() },
    format,
    ejson,
    ...(names.length === 0 ? {} : { fields: names }),
    ...(query.trim() === '' ? {} : { query }),
    ...(ids.length === 0 ? {} : { ids }),
    ...(sort === undefined ? {} : { sort }),
  };
}

/** Characters that no file system refuses. */
const fileName = (text: string): string => text.replace(/[^\p{L}\p{N}._-]+/gu, '_');

export const useExport = create<ExportStore>((set, get) => ({
  connection: local,
  db: 'sluice',
  collection: 'conversations',
  format: 'json',
  ejson: 'relaxed',
  fields: '',
  query: '',
  ids: '',
  order: 'stored',
  sort: '',
  limit: '',
  jobId: job.read(),
  starting: false,
  error: undefined,

  async start() {
    const form = get();
    if (!isComplete(form)) return;
    set({ starting: true, error: undefined });
    try {
      const { collection, format } = form;
      const defaultName = fileName(`${collection.trim()}.${format}`);
      const { path } = await request('chooseSavePath', { defaultName, format });
      if (path === undefined) return;
      const limit = limitIn(form.limit) ?? undefined;
      const { jobId } = await request('submit', {
        kind: 'export',
        ...askedOf(form),
        out: path,
        // The save dialog has asked.
        overwrite: true,
        ...(limit === undefined ? {} : { limit }),
      });
      job.write(jobId);
      set({ jobId });
    } catch (error) {
      set({ error: reportOf(error) });
    } finally {
      set({ starting: false });
    }
  },

  set: (changes) => set(changes),
}));
