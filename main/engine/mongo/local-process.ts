/** The mongod process of the local MongoDB: its command line, its start, and what its log says when it fails. */
import { spawn, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { answers } from './local-admin.ts';
import { logSize, type LocalPaths } from './local-state.ts';

/** Milliseconds; recovery after a crash of a large database takes its time before the port opens. */
export const startTimeout = 120_000;
const pollInterval = 25;

export interface StartOptions {
  readonly binary: string;
  readonly port: number;
  readonly paths: LocalPaths;
  readonly cacheSizeGB: number;
  readonly signal?: AbortSignal | undefined;
  /** Called as soon as there is a process, long before it answers. */
  readonly onSpawned: (pid: number) => Promise<void>;
}

/** How a start ended. `data-in-use`: another mongod has the data files open. */
export type StartOutcome =
  | { readonly kind: 'ready' }
  | { readonly kind: 'port-taken' }
  | { readonly kind: 'data-in-use' }
  | { readonly kind: 'wrong-version'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Starts mongod so that it outlives this process, and waits until its port opens or it gives up. */
export async function startMongod(options: StartOptions): Promise<StartOutcome> {
  const logStart = await logSize(options.paths);
  const child = spawn(options.binary, commandLine(options), {
    cwd: options.paths.folder,
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    // A locale that the machine does not have makes mongod give up; it needs none.
    env: { ...process.env, LC_ALL: 'C' },
  });
  const ended = new Promise<string>((settle) => {
    child.once('error', (error) => {
      settle(error.message);
    });
    child.once('exit', (code, signal) => {
      settle(signal === null ? `exit code ${String(code)}` : signal);
    });
  });
  child.unref();
  try {
    if (child.pid !== undefined) await options.onSpawned(child.pid);
    const end = await firstOf(child, ended, options);
    if (end === undefined) return { kind: 'ready' };
    return await explain(end, options, logStart);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function commandLine({ paths, port, cacheSizeGB }: StartOptions): string[] {
  const everywhere = ['--dbpath', paths.data, '--logpath', paths.log, '--logappend'];
  const network = ['--bind_ip', '127.0.0.1', '--port', String(port)];
  const sockets = process.platform === 'win32' ? [] : ['--nounixsocket'];
  const memory = ['--wiredTigerCacheSizeGB', String(cacheSizeGB)];
  // Up to 200 MB of diagnostics for MongoDB's own support, which nobody will ask this server for.
  const quiet = ['--setParameter', 'diagnosticDataCollectionEnabled=false'];
  return [...everywhere, ...network, ...sockets, ...memory, ...quiet];
}

/** Undefined as soon as the port opens, or how the process ended before that. */
async function firstOf(child: ChildProcess, ended: Promise<string>, options: StartOptions) {
  const deadline = Date.now() + startTimeout;
  while (Date.now() < deadline) {
    const end = await Promise.race([
      ended,
      delay(pollInterval, undefined, { ref: true, signal: options.signal }),
    ]);
    if (end !== undefined) return end;
    if ((await answers(options.port)) && child.exitCode === null) return undefined;
  }
  child.kill('SIGKILL');
  return `no answer within ${startTimeout / 1000} s`;
}

async function explain(end: string, options: StartOptions, logStart: number): Promise<StartOutcome> {
  return explainEnd(end, await logLines(options.paths, logStart));
}

/** Why a mongod that ended so did not start, from what it logged (one JSON object a line). */
export function explainEnd(end: string, lines: readonly string[]): Exclude<StartOutcome, { kind: 'ready' }> {
  const said = lines.join('\n');
  if (said.includes('DBPathInUse')) return { kind: 'data-in-use' };
  if (portTaken.test(said)) return { kind: 'port-taken' };
  // The first complaints name the cause; those after them only tell of the fall.
  const reason = [end, ...lines.flatMap(complaint).slice(0, 3)].join('; ');
  if (end === `exit code ${incompatibleData}` || wrongVersion.test(said))
    return { kind: 'wrong-version', reason };
  return { kind: 'failed', reason };
}

const portTaken = /address already in use|only one usage of each socket address/i;
/** mongod's exit code for data files of a version that it cannot use. */
const incompatibleData = 62;
/** The words for that in the versions that end otherwise. */
const wrongVersion =
  /UPGRADE PROBLEM|unsupported WiredTiger (?:source )?file version|under any compatibility version|too recent to start up/i;

/** What mongod logged since its start, at most the last 64 KiB. */
async function logLines(paths: LocalPaths, start: number): Promise<string[]> {
  const size = await logSize(paths);
  const from = Math.max(start > size ? 0 : start, size - 65_536);
  if (size === 0) return [];
  await using file = await open(paths.log);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
  return buffer.toString('utf8', 0, bytesRead).split('\n');
}

/** The words of a log line that reports an error or a fatal one; a log line is a JSON object. */
function complaint(line: string): string[] {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== 'object' || entry === null || !('s' in entry) || !('msg' in entry)) return [];
    if (entry.s !== 'E' && entry.s !== 'F') return [];
    const facts = 'attr' in entry ? ` ${JSON.stringify(entry.attr)}` : '';
    return [`${String(entry.msg)}${facts}`.slice(0, 400)];
  } catch {
    return [];
  }
}

/** The wished port if nobody has it, else one that is free now. */
export async function freePort(wished?: number): Promise<number> {
  if (wished !== undefined && (await canListen(wished)) !== undefined) return wished;
  const port = await canListen(0);
  if (port === undefined) throw new Error('no port is free on 127.0.0.1');
  return port;
}

function canListen(port: number): Promise<number | undefined> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', () => {
      settle(undefined);
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      const found = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => {
        settle(found);
      });
    });
  });
}
