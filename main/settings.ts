/** The settings file: JSON under the app's data folder, written whole or not at all. */
import * as z from 'zod';
import { defaultSettings, settingsSchema, type Settings } from '../preload/contract.ts';
import { inTurn, readState, writeState } from './state-file.ts';

export interface SettingsFile {
  read(): Promise<Settings>;
  /** Changes what is given, keeps the rest, gives all of them back. Throws when the file cannot be written. */
  change(changes: { readonly [K in keyof Settings]?: Settings[K] | undefined }): Promise<Settings>;
}

// Keys that this version does not know stay: another version may have written them.
const fileSchema = z.record(z.string(), z.unknown()).catch({});

/** A missing or unreadable file means the defaults, and so does each single value that makes no sense. */
export function openSettings(path: string): SettingsFile {
  const turn = inTurn();
  const readAll = async (): Promise<Record<string, unknown>> => fileSchema.parse(await readState(path));

  async function write(changes: Partial<Settings>): Promise<Settings> {
    const all = await readAll();
    const settings = { ...known(all), ...changes };
    await writeState(path, { ...all, ...settings });
    return settings;
  }

  return {
    read: async () => known(await readAll()),
    change(changes) {
      const defined = settingsSchema.partial().parse(dropUndefined(changes));
      return turn(() => write(defined as Partial<Settings>));
    },
  };
}

const dropUndefined = (changes: object): object =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));

function known(all: Record<string, unknown>): Settings {
  const entries = Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const read = schema.safeParse(all[name]);
    return [name, read.success ? read.data : defaultSettings[name as keyof Settings]];
  });
  // Each value has the schema of its name.
  return Object.fromEntries(entries) as Settings;
}
