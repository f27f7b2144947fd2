/**
 * The one door between the window and the rest of Sluice: what the page may ask, what it is told, and how both are
 * validated. Types, schemas, the bridge and the handlers all derive from the maps below.
 */
import * as z from 'zod';
import type { ServerFacts } from '../main/engine/api/browse.ts';
import type { ErrorReport } from '../main/engine/api/errors.ts';
import {
  engineParams,
  type EngineEvents,
  type EngineMethod,
  type EngineResults,
} from '../main/engine/api/protocol.ts';
import { exportFormats } from '../main/engine/api/requests.ts';
import {
  defaultLocalServer,
  journalDaysSetting,
  localServerSettings,
  tempFolderSetting,
} from '../main/engine/api/settings.ts';
import type { EventName, RequestName } from './channels.ts';

export const themes = ['system', 'light', 'dark'] as const;
/** `system`: the system's language, where there is a catalogue for it. */
export const languages = ['system', 'en', 'de'] as const;

/** What the user has set, as it crosses the door. */
export const settingsSchema = z.object({
  /** Bytes; a larger file is not imported. `null`: no limit. */
  maxSize: z.int().positive().nullable(),
  theme: z.enum(themes),
  language: z.enum(languages),
  localServer: localServerSettings,
  tempFolder: tempFolderSetting,
  journalDays: journalDaysSetting,
  /** Say that a job has ended when the window is not in front. */
  notifications: z.boolean(),
});
export type Settings = z.output<typeof settingsSchema>;
export type Theme = Settings['theme'];
export type Language = Settings['language'];

export const defaultSettings: Settings = {
  maxSize: null,
  theme: 'system',
  language: 'system',
  localServer: defaultLocalServer,
  tempFolder: null,
  journalDays: null,
  notifications: true,
};

/** A server that the user saved, without its password. */
export interface SavedConnection {
  readonly id: string;
  readonly name: string;
  /** Without a password: that is kept in the system's keychain, and never comes back to the page. */
  readonly uri: string;
  readonly hasPassword: boolean;
}

/** What the form of a connection says. A password in `uri` is taken out of it and kept as the password. */
const connectionForm = z.object({
  /** Absent: a new one. */
  id: z.string().min(1).optional(),
  name: z.string().min(1).max(200),
  uri: z.string().min(1).max(10_000),
  /** Absent: the saved one stays; empty: none. */
  password: z.string().max(10_000).optional(),
});
export type ConnectionForm = z.output<typeof connectionForm>;

/** What a save dialog is opened for; decides the file filter. */
export const saveKinds = [...exportFormats, 'rejects', 'report'] as const;
export type SaveKind = (typeof saveKinds)[number];

const shellParams = {
  /** The native dialog for files to import; no paths when it was cancelled. */
  chooseFiles: z.object({}),
  /** The native save dialog, which asks before a file is overwritten. `defaultName` is a bare file name. */
  chooseSavePath: z.object({ defaultName: z.string().min(1), format: z.enum(saveKinds) }),
  /** The native dialog for a folder, or for the mongod program; no path when it was cancelled. */
  chooseFolder: z.object({}),
  chooseProgram: z.object({}),
  /** Files as they are, folders as the files in them that can be imported, at most `expandLimit`. */
  expandPaths: z.object({ paths: z.array(z.string().min(1)).max(10_000).readonly() }),
  /** Files that were imported or exported last, newest first, those that are still there. */
  recentFiles: z.object({}),
  clearRecentFiles: z.object({}),
  connections: z.object({}),
  saveConnection: connectionForm,
  removeConnection: z.object({ id: z.string().min(1) }),
  /** Asks the server of the form as it is, saved or not. */
  testConnection: connectionForm.omit({ name: true }),
  showInFolder: z.object({ path: z.string().min(1) }),
  /** Opens a file that a job wrote with the program that the system has for it. */
  openPath: z.object({ path: z.string().min(1) }),
  /** Begins to drag a file that a job wrote out of the window. */
  startDrag: z.object({ path: z.string().min(1) }),
  copyText: z.object({ text: z.string().max(10_000_000) }),
  /** The files the app was opened with and that no page has taken yet. */
  takeOpenedFiles: z.object({}),
  getSettings: z.object({}),
  /** Changes what is given, keeps the rest, answers with all of them. */
  setSettings: settingsSchema.partial(),
  appInfo: z.object({}),
  engineStatus: z.object({}),
} as const;

/** Everything the page may ask, with the schema of its params. */
export const requestParams = { ...engineParams, ...shellParams } as const satisfies Record<
  RequestName,
  z.ZodType
>;

/** `restarting`: the engine died or could not start; the next try is under way. */
export interface EngineStatus {
  readonly state: 'starting' | 'ready' | 'restarting';
  /** Why it could not start, where it said so. */
  readonly error?: ErrorReport;
}

export interface AppInfo {
  readonly name: string;
  readonly version: string;
  readonly platform: string;
  /** Extensions of files that can be imported, with the dot. */
  readonly importExtensions: readonly string[];
}

export interface OpenedFiles {
  /** Absolute paths. */
  readonly paths: readonly string[];
}

export const expandLimit = 10_000;

export interface ExpandedPaths extends OpenedFiles {
  /** Files in the folders that cannot be imported. */
  readonly leftOut: number;
  /** Whether there are more than `expandLimit`. */
  readonly isCut: boolean;
}

export interface RecentFile {
  /** Absolute. */
  readonly path: string;
  readonly kind: 'import' | 'export';
  readonly bytes: number;
  /** ISO 8601 UTC. */
  readonly at: string;
}

interface ShellResults {
  chooseFiles: OpenedFiles;
  chooseSavePath: { readonly path?: string };
  chooseFolder: { readonly path?: string };
  chooseProgram: { readonly path?: string };
  expandPaths: ExpandedPaths;
  recentFiles: readonly RecentFile[];
  clearRecentFiles: Record<string, never>;
  connections: readonly SavedConnection[];
  saveConnection: SavedConnection;
  removeConnection: Record<string, never>;
  testConnection: ServerFacts;
  showInFolder: Record<string, never>;
  openPath: Record<string, never>;
  startDrag: Record<string, never>;
  copyText: Record<string, never>;
  takeOpenedFiles: OpenedFiles;
  getSettings: Settings;
  setSettings: Settings;
  appInfo: AppInfo;
  engineStatus: EngineStatus;
}

export type RequestResults = Pick<EngineResults, EngineMethod> & ShellResults;
/** What the page passes: defaults may be left out. */
export type RequestParams<N extends RequestName> = z.input<(typeof requestParams)[N]>;
/** What a handler gets: validated, defaults filled in. */
export type CheckedParams<N extends RequestName> = z.output<(typeof requestParams)[N]>;

export const menuActions = [
  'home',
  'import',
  'export',
  'browse',
  'history',
  'settings',
  'shortcuts',
] as const;
export type MenuAction = (typeof menuActions)[number];

/** What the page is told without asking. */
export interface WindowEvents extends EngineEvents {
  engineState: EngineStatus;
  menu: { readonly action: MenuAction };
  /** Files that were handed to the running app, by a second start or by the system. */
  openFiles: OpenedFiles;
}

/** Errors cross the door as reports: the bridge copies plain values, not classes. */
export type Answer<N extends RequestName> =
  | { readonly ok: true; readonly result: RequestResults[N] }
  | { readonly ok: false; readonly error: ErrorReport };

/** What the preload script exposes as `window.sluice`. */
export interface Bridge {
  request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<Answer<N>>;
  /** Calls `listener` for every event of that name; the returned function ends it. */
  on<E extends EventName>(event: E, listener: (data: WindowEvents[E]) => void): () => void;
  /** Absolute path of a file that was dropped on the window; empty where the file has none. */
  pathForFile(file: File): string;
}

export type { EventName, RequestName } from './channels.ts';
export type {
  DocumentCount,
  DocumentPage,
  DocumentRow,
  DocumentView,
  ExportPreview,
  LocalServerFacts,
  MessagePage,
  ReadableMessage,
  Sample,
  SampleRow,
  ServerFacts,
} from '../main/engine/api/browse.ts';
export type { ErrorCode, ErrorDetails, ErrorReport } from '../main/engine/api/errors.ts';
export type { Differences, FieldDifference, Finding, FindingsPage } from '../main/engine/api/findings.ts';
export type { JobList } from '../main/engine/api/job-list.ts';
export type { Compression, FieldFacts, Inspection, Problem } from '../main/engine/api/inspection.ts';
export type {
  ChangedSincePlan,
  Forecast,
  JobCounts,
  JobKind,
  JobResult,
  JobState,
  JobSummary,
  Operation,
  ReadBackResult,
} from '../main/engine/api/jobs.ts';
export type { Phase, ProgressSnapshot } from '../main/engine/api/progress.ts';
export type { CollectionFacts, DatabaseFacts, SetUpStep } from '../main/engine/api/protocol.ts';
export type {
  ConflictPolicy,
  FieldRule,
  FieldType,
  ExportFormat,
  ImportFormat,
  ReadBack,
  RecordChoice,
  Shape,
} from '../main/engine/api/requests.ts';
