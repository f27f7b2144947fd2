/** The export that is being prepared or watched on the Export screen. */
import { create } from 'zustand';
import type { ErrorReport, ExportFormat } from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';
import { local, serverOf } from './connections.ts';
import { rememberedJob } from './remembered-job.ts';

interface ExportForm {
  readonly connection: string;
  readonly db: string;
  readonly collection: string;
  readonly format: ExportFormat;
  /** Names separated by commas; empty: all fields. */
  readonly fields: string;
  /** Extended JSON; empty: all documents. */
  readonly query: string;
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
    .split(',')
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

/** Characters that no file system refuses. */
const fileName = (text: string): string => text.replace(/[^\p{L}\p{N}._-]+/gu, '_');

export const useExport = create<ExportStore>((set, get) => ({
  connection: local,
  db: 'sluice',
  collection: 'conversations',
  format: 'json',
  fields: '',
  query: '',
  jobId: job.read(),
  starting: false,
  error: undefined,

  async start() {
    const { connection, db, collection, format, fields, query } = get();
    if (queryProblem(query) !== undefined) return;
    set({ starting: true, error: undefined });
    try {
      const defaultName = fileName(`${collection.trim()}.${format}`);
      const { path } = await request('chooseSavePath', { defaultName, format });
      if (path === undefined) return;
      const names = namesIn(fields);
      const { jobId } = await request('submit', {
        kind: 'export',
        target: { ...serverOf(connection), db: db.trim(), collection: collection.trim() },
        out: path,
        format,
        // The save dialog has asked.
        overwrite: true,
        ...(names.length === 0 ? {} : { fields: names }),
        ...(query.trim() === '' ? {} : { query }),
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
