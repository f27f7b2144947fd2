/** Reads what the user has set for the engine out of the settings file. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import {
  defaultLocalServer,
  journalDaysSetting,
  localServerSettings,
  tempFolderSetting,
} from '../api/settings.ts';
import type { HomeFolders } from './home.ts';

/** Each value that makes no sense is as if it had not been set: a slip of the pen must not keep the app from starting. */
const schema = z
  .object({
    localServer: localServerSettings.catch(defaultLocalServer).default(defaultLocalServer),
    tempFolder: tempFolderSetting.catch(null).default(null),
    journalDays: journalDaysSetting.catch(null).default(null),
  })
  .catch({ localServer: defaultLocalServer, tempFolder: null, journalDays: null });

export type EngineSettings = z.output<typeof schema>;

/** What the file says now; a missing or unreadable one says nothing. */
export function readEngineSettings({ settingsFile }: HomeFolders): EngineSettings {
  let text: string;
  try {
    text = readFileSync(settingsFile, 'utf8');
  } catch {
    return schema.parse({});
  }
  return schema.parse(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The folders with the user's own one for temporary files, where there is one. */
export function withTempFolder(folders: HomeFolders, { tempFolder }: EngineSettings): HomeFolders {
  if (tempFolder === null) return folders;
  // Several homes may name the same folder, and each removes what it does not know.
  const name = createHash('sha256').update(folders.root).digest('hex').slice(0, 12);
  return { ...folders, temp: join(tempFolder, `sluice-${name}`) };
}
