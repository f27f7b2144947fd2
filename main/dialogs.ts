/** The native dialogs. They belong to the window and give paths, never contents. */
import { join } from 'node:path';
import { app, dialog, type BrowserWindow, type FileFilter } from 'electron';
import type { SaveKind } from '../preload/contract.ts';
import { importExtensions } from './engine/api/requests.ts';

const withoutDot = (extension: string): string => extension.slice(1);

const saveFilters: Readonly<Record<SaveKind, FileFilter>> = {
  json: { name: 'JSON', extensions: ['json'] },
  jsonl: { name: 'JSON Lines', extensions: ['jsonl', 'ndjson'] },
  csv: { name: 'CSV', extensions: ['csv'] },
  rejects: { name: 'JSON Lines', extensions: ['jsonl'] },
};

/** Absolute paths of the chosen files; none when the dialog was cancelled. */
export async function chooseFiles(window: BrowserWindow): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose files to import',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Records', extensions: importExtensions.map(withoutDot) },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled ? [] : filePaths;
}

/** Absolute path to save to, or undefined when the dialog was cancelled. The dialog asks before overwriting. */
export async function chooseSavePath(
  window: BrowserWindow,
  defaultName: string,
  kind: SaveKind,
): Promise<string | undefined> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('documents'), defaultName),
    filters: [saveFilters[kind]],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? undefined : filePath;
}
