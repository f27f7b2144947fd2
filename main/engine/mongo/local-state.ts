/** The files of the local MongoDB, and what is remembered about the server between processes. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { readEngineSettings } from '../files/engine-settings.ts';
import type { HomeFolders } from '../files/home.ts';

export interface LocalPaths {
  readonly folder: string;
  /** Where the next start puts its data; a server that runs serves the folder it was started with. */
  readonly data: string;
  readonly log: string;
  readonly state: string;
  /** Exclusive for whoever starts or stops the server. */
  readonly gate: string;
  /** Shared by everybody who uses the server. */
  readonly users: string;
}

export function localPaths(folders: HomeFolders): LocalPaths {
  const folder = folders.mongo;
  return {
    folder,
    data: dataFolder(folders),
    log: join(folder, 'mongod.log'),
    state: join(folder, 'local.json'),
    gate: join(folder, 'gate.lock'),
    users: join(folder, 'users.lock'),
  };
}

/** A folder of the user's own choice gets one of ours in it, unless it holds a MongoDB's data already. */
function dataFolder(folders: HomeFolders): string {
  const { folder } = readEngineSettings(folders).localServer;
  if (folder === null) return join(folders.mongo, 'data');
  return existsSync(join(folder, 'WiredTiger')) ? folder : join(folder, 'sluice-mongodb');
}

const stateSchema = z.object({
  port: z.int().min(1).max(65_535),
  /** Absent while the server is being started, and when none runs. */
  pid: z.int().positive().optional(),
  binary: z.string().optional(),
  /** Folder of the data that it serves; absent in files of before there was a choice. */
  data: z.string().optional(),
  /** Of the last server that could read the data files, like `8.2.6`. */
  version: z.string().optional(),
  /** ISO 8601 UTC. */
  startedAt: z.string().optional(),
  /** Keeps running when its last user goes, until it is stopped by name. */
  pinned: z.boolean().default(false),
});

export type LocalState = z.output<typeof stateSchema>;

/** What local.json says; undefined when there is none yet or it cannot be understood. */
export async function readLocalState(paths: LocalPaths): Promise<LocalState | undefined> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(paths.state, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Written under another name and renamed: a reader sees the old or the new, never half. */
export async function writeLocalState(paths: LocalPaths, state: LocalState): Promise<void> {
  const next = `${paths.state}.${randomUUID()}`;
  await writeFile(next, `${JSON.stringify(state)}\n`);
  await rename(next, paths.state);
}

const largestLog = 20 * 1024 * 1024;

/** Starts a new log when the old one is large; one old one is kept. */
export async function rotateLog(paths: LocalPaths): Promise<void> {
  if ((await logSize(paths)) > largestLog) await rename(paths.log, `${paths.log}.1`);
}

/** Bytes. */
export async function logSize(paths: LocalPaths): Promise<number> {
  return stat(paths.log).then(
    (facts) => facts.size,
    () => 0,
  );
}
