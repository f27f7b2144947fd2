/** The native dialogs. They belong to the window and give paths, never contents. */
import { join } from 'node:path';
import { app, dialog, type BrowserWindow, type FileFilter } from 'electron';
import type { SaveKind } from '../preload/contract.ts';
import { importExtensions } from './engine/api/requests.ts';
import type { ShellTexts } from './texts/en.ts';

const withoutDot = (extension: string): string => extension.slice(1);

const saveFilters = (texts: ShellTexts): Readonly<Record<SaveKind, FileFilter>> => ({
  json: { name: 'JSON', extensions: ['json'] },
  jsonl: { name: 'JSON Lines', extensions: ['jsonl', 'ndjson'] },
  csv: { name: 'CSV', extensions: ['csv'] },
  rejects: { name: 'JSON Lines', extensions: ['jsonl'] },
  report: { name: texts.dialogs.text, extensions: ['txt'] },
});

/** Absolute paths of the chosen files; none when the dialog was cancelled. */
export async function chooseFiles(window: BrowserWindow, { dialogs }: ShellTexts): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: dialogs.chooseFiles,
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: dialogs.records, extensions: importExtensions.map(withoutDot) },
      { name: dialogs.allFiles, extensions: ['*'] },
    ],
  });
  return canceled ? [] : filePaths;
}

/** Absolute path to save to, or undefined when the dialog was cancelled. The dialog asks before overwriting. */
export async function chooseSavePath(
  window: BrowserWindow,
  texts: ShellTexts,
  defaultName: string,
  kind: SaveKind,
): Promise<string | undefined> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('documents'), defaultName),
    filters: [saveFilters(texts)[kind]],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? undefined : filePath;
}

/** Absolute path of a folder, or of a program; undefined when the dialog was cancelled. */
export async function chooseOne(
  window: BrowserWindow,
  title: string,
  what: 'openFile' | 'openDirectory',
): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, properties: [what] });
  return canceled ? undefined : filePaths[0];
}

/** Whether a window that died twice shall be tried once more. */
export async function askToReload(window: BrowserWindow, { crashed }: ShellTexts): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: crashed.message,
    detail: crashed.detail,
    buttons: [crashed.reload, crashed.quit],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 0;
}

/** Whether the jobs that still run shall be stopped. */
export async function askToQuit(
  window: BrowserWindow | undefined,
  { quit }: ShellTexts,
  running: number,
): Promise<boolean> {
  const question = {
    type: 'question',
    message: quit.message(running),
    detail: quit.detail,
    buttons: [quit.stay, quit.quit],
    defaultId: 0,
    cancelId: 0,
  } as const;
  const asked = { ...question, buttons: [...question.buttons] };
  const { response } = await (window === undefined
    ? dialog.showMessageBox(asked)
    : dialog.showMessageBox(window, asked));
  return response === 1;
}
