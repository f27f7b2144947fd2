/** The import that is being prepared or watched on the Import screen. */
import { create } from 'zustand';
import type {
  ConflictPolicy,
  ErrorReport,
  JobSummary,
  ReadBack,
  RequestParams,
  RequestResults,
} from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';
import { connectionOf, local, serverOf } from './connections.ts';
import { type FieldSettings, rulesOf } from './field-rules.ts';
import { namesIn } from './export.ts';
import { type ImportFile, isReady, lookAtAll } from './import-files.ts';
import { rememberedJob } from './remembered-job.ts';

/** What the user sets of an import. */
export interface ImportForm {
  readonly connection: string;
  readonly db: string;
  readonly collection: string;
  readonly policy: ConflictPolicy;
  /** Names separated by commas; empty: records are found by `_id`. */
  readonly key: string;
  /** Only for files whose records are no conversations. */
  readonly fields: FieldSettings;
  readonly replaceCollection: boolean;
  readonly readBack: ReadBack;
  readonly undo: boolean;
}

/** What folders that were dropped had besides. */
type LeftOut = Pick<RequestResults['expandPaths'], 'leftOut' | 'isCut'>;

/** What is read, and for which collection. */
type Reading = Pick<
  Extract<RequestParams<'submit'>, { kind: 'import' }>,
  'paths' | 'target' | 'key' | 'mapping'
>;

interface ImportStore extends ImportForm {
  /** All of them are one job. */
  readonly files: readonly ImportFile[];
  /** The job that was started from here last; the screen shows it until other files are chosen. */
  readonly jobId: string | undefined;
  /** A comparison of the collection with the files of that import. */
  readonly compareId: string | undefined;
  readonly starting: boolean;
  readonly error: ErrorReport | undefined;
  readonly choose: () => Promise<void>;
  /** Adds files to those of the form, or begins a form with them. */
  readonly take: (paths: readonly string[], leftOut?: LeftOut) => Promise<void>;
  /** Files that were offered and cannot be taken. */
  readonly refuse: (error: ErrorReport) => void;
  /** Of the folders that were taken last. */
  readonly leftOut: LeftOut | undefined;
  /** Lets go of all files. */
  readonly clear: () => void;
  /** Makes a file of sample conversations, and imports it. */
  readonly trySample: () => Promise<void>;
  readonly remove: (path: string) => void;
  /** Starts the import; the choices of a dry run go with it. */
  readonly start: (checkId: string | undefined) => Promise<void>;
  readonly compare: (job: JobSummary) => Promise<void>;
  readonly set: (changes: Partial<ImportForm>) => void;
}

/** Options that do not outlive the import they were set for: each of them can lose something. */
const careful = { key: '', fields: {}, replaceCollection: false, readBack: 'sample', undo: true } as const;

const job = rememberedJob('import');

export const useImport = create<ImportStore>((set, get) => {
  const update = (found: ImportFile): void =>
    set(({ files }) => ({ files: files.map((file) => (file.path === found.path ? found : file)) }));

  return {
    files: [],
    leftOut: undefined,
    connection: local,
    db: 'sluice',
    collection: 'conversations',
    policy: 'update',
    ...careful,
    jobId: job.read(),
    compareId: undefined,
    starting: false,
    error: undefined,

    async choose() {
      try {
        const { paths } = await request('chooseFiles', {});
        if (paths.length > 0) await get().take(paths);
      } catch (error) {
        set({ error: reportOf(error) });
      }
    },

    async take(paths, leftOut) {
      set({ leftOut });
      if (paths.length === 0) return;
      job.write(undefined);
      const { files } = get();
      const known = new Set(files.map(({ path }) => path));
      const added = [...new Set(paths)].filter((path) => !known.has(path)).map((path) => ({ path }));
      set({
        files: [...files, ...added],
        jobId: undefined,
        compareId: undefined,
        error: undefined,
        ...(files.length === 0 ? careful : {}),
      });
      await lookAtAll(
        added.map(({ path }) => path),
        update,
      );
    },

    refuse: (error) => set({ error }),

    clear: () => set({ files: [], error: undefined, leftOut: undefined }),

    async trySample() {
      set({ starting: true, error: undefined });
      try {
        const { path } = await request('makeSample', {});
        set({ connection: local, db: 'sluice', collection: 'sample_conversations' });
        await get().take([path]);
        await get().start(undefined);
      } catch (error) {
        set({ error: reportOf(error) });
      } finally {
        set({ starting: false });
      }
    },

    remove: (path) => set(({ files }) => ({ files: files.filter((file) => file.path !== path) })),

    async start(checkId) {
      const { files, policy, replaceCollection, readBack, undo } = get();
      if (!isReady(files)) return;
      set({ starting: true, error: undefined });
      try {
        const { jobId } = await request('submit', {
          kind: 'import',
          ...readingOf(get()),
          onConflict: policy,
          replaceCollection,
          readBack,
          undo,
          ...(checkId === undefined ? {} : { plan: { jobId: checkId } }),
        });
        job.write(jobId);
        set({ jobId, files: [] });
      } catch (error) {
        set({ error: reportOf(error) });
      } finally {
        set({ starting: false });
      }
    },

    async compare({ sources = [], target, key, mapping }) {
      const { db, collection } = target;
      try {
        const { jobId } = await request('submit', {
          kind: 'verify',
          paths: sources.map(({ path }) => path),
          target: { ...serverOf(connectionOf(target)), db, collection },
          ...(key === undefined ? {} : { key }),
          ...(mapping === undefined ? {} : { mapping }),
        });
        set({ compareId: jobId, error: undefined });
      } catch (error) {
        set({ error: reportOf(error) });
      }
    },

    set: (changes) => set(changes),
  };
});

/** The part of a request that says what is read, and for which collection. */
export function readingOf({
  files,
  connection,
  db,
  collection,
  key,
  fields,
}: Pick<ImportStore, 'files' | 'connection' | 'db' | 'collection' | 'key' | 'fields'>): Reading {
  const names = namesIn(key);
  const mapping = mayMap(files) ? rulesOf(fields) : [];
  return {
    paths: files.map(({ path }) => path),
    target: { ...serverOf(connection), db: db.trim(), collection: collection.trim() },
    ...(names.length === 0 ? {} : { key: names }),
    ...(mapping.length === 0 ? {} : { mapping }),
  };
}

/** Conversations are stored as they are: what reads them counts on their fields. */
export function mayMap(files: readonly ImportFile[]): boolean {
  return files.every(({ inspection }) => inspection?.shape !== 'conversation');
}
