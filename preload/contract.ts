/**
 * The one door between the window and the rest of Sluice: what the page may ask, what it is told, and how both are
 * validated. Types, schemas, the bridge and the handlers all derive from the maps below.
 */
import * as z from 'zod';
import type { ErrorReport } from '../main/engine/api/errors.ts';
import {
  engineParams,
  type EngineEvents,
  type EngineMethod,
  type EngineResults,
} from '../main/engine/api/protocol.ts';
import { exportFormats } from '../main/engine/api/requests.ts';
import type { EventName, RequestName } from './channels.ts';

export const themes = ['system', 'light', 'dark'] as const;

/** What the user has set, as it crosses the door. */
export const settingsSchema = z.object({
  /** Bytes; a larger file is not imported. `null`: no limit. */
  maxSize: z.int().positive().nullable(),
  theme: z.enum(themes),
});
export type Settings = z.output<typeof settingsSchema>;
export type Theme = Settings['theme'];

export const defaultSettings: Settings = { maxSize: null, theme: 'system' };

/** What a save dialog is opened for; decides the file filter. */
export const saveKinds = [...exportFormats, 'rejects'] as const;
export type SaveKind = (typeof saveKinds)[number];

const shellParams = {
  /** The native dialog for files to import; no paths when it was cancelled. */
  chooseFiles: z.object({}),
  /** The native save dialog, which asks before a file is overwritten. `defaultName` is a bare file name. */
  chooseSavePath: z.object({ defaultName: z.string().min(1), format: z.enum(saveKinds) }),
  showInFolder: z.object({ path: z.string().min(1) }),
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

interface ShellResults {
  chooseFiles: OpenedFiles;
  chooseSavePath: { readonly path?: string };
  showInFolder: Record<string, never>;
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

export const menuActions = ['import', 'export', 'settings'] as const;
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
export type { ErrorReport } from '../main/engine/api/errors.ts';
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
export type { DatabaseFacts, SetUpStep } from '../main/engine/api/protocol.ts';
export type {
  ConflictPolicy,
  ExportFormat,
  ImportFormat,
  ReadBack,
  RecordChoice,
  Shape,
} from '../main/engine/api/requests.ts';
