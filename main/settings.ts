/** The settings file: JSON under the app's data folder, written whole or not at all. */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { defaultSettings, settingsSchema, type Settings } from '../preload/contract.ts';

export interface SettingsFile {
  read(): Promise<Settings>;
  /** Changes what is given, keeps the rest, gives all of them back. Throws when the file cannot be written. */
  change(changes: { readonly [K in keyof Settings]?: Settings[K] | undefined }): Promise<Settings>;
}

// Keys that this version does not know stay: another version, or the engine, may have written them.
const fileSchema = z.record(z.string(), z.unknown());

/** A missing or unreadable file means the defaults, and so does each single value that makes no sense. */
export function openSettings(path: string): SettingsFile {
  let last: Promise<unknown> = Promise.resolve();

  async function readAll(): Promise<Record<string, unknown>> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch {
      return {};
    }
  }

  async function write(changes: Partial<Settings>): Promise<Settings> {
    const all = await readAll();
    const settings = { ...known(all), ...changes };
    await writeWhole(path, `${JSON.stringify({ ...all, ...settings }, null, 2)}\n`);
    return settings;
  }

  return {
    read: async () => known(await readAll()),
    change(changes) {
      const defined = settingsSchema.partial().parse(dropUndefined(changes));
      // One change at a time, or the later one would lose what the earlier one wrote.
      const next = last.then(() => write(defined as Partial<Settings>));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

const dropUndefined = (changes: object): object =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));

function known(all: Record<string, unknown>): Settings {
  const { maxSize, theme } = settingsSchema.shape;
  return {
    maxSize: maxSize.catch(defaultSettings.maxSize).parse(all.maxSize ?? defaultSettings.maxSize),
    theme: theme.catch(defaultSettings.theme).parse(all.theme ?? defaultSettings.theme),
  };
}

async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  const file = await open(part, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
}
