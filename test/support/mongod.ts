import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { homeFolders } from '../../main/engine/files/home.ts';
import { freePort } from '../../main/engine/mongo/local-process.ts';
import { findOrFetchMongod } from '../../main/engine/mongo/mongod-binary.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A real MongoDB server with a data folder of its own. */
export interface TestServer {
  readonly uri: string;
  readonly client: MongoClient;
  /** Ends the server and removes its data; rejects when it is not gone afterwards. */
  stop(): Promise<void>;
}

/** One server for all tests of a file, started before the first one and gone after the last one. */
export function useMongod(): { readonly server: TestServer } {
  let server: TestServer | undefined;
  before(async () => {
    server = await startTestServer();
  });
  after(async () => {
    await server?.stop();
  });
  return {
    get server() {
      if (!server) throw new Error('the server is there once the tests run');
      return server;
    },
  };
}

/** The server's program, as the app itself would find it. */
export function findMongod(): Promise<string> {
  const binaries = process.env.SLUICE_BINARIES ?? join(repository, '.cache', 'binaries');
  return findOrFetchMongod({
    env: { ...process.env, SLUICE_BINARIES: binaries },
    folders: homeFolders(join(tmpdir(), 'sluice-tests')),
    onStep: () => {},
  });
}

/** Starts a mongod that keeps its data in `folder`; it ends with this process. */
export function spawnMongod(
  binary: string,
  folder: string,
  port: number,
  more: readonly string[] = [],
): ChildProcess {
  const child = spawn(binary, [...commandLine(folder, port), ...more], {
    stdio: 'ignore',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

/** Starts a server and waits until it answers. @param more further arguments of mongod */
export async function startTestServer(more: readonly string[] = []): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-mongod-'));
  const binary = await findMongod();
  const port = await freePort();
  const child = spawnMongod(binary, folder, port, more);
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const client = new MongoClient(uri);
  const gone = once(child, 'exit');
  await Promise.race([
    client.connect(),
    gone.then(() => Promise.reject(new Error(`mongod did not start: ${binary}`))),
  ]);
  return {
    uri,
    client,
    stop: async () => {
      await client.close();
      child.kill('SIGKILL');
      await gone;
      checkGone(child);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function commandLine(folder: string, port: number): string[] {
  const quiet = [
    '--setParameter',
    'diagnosticDataCollectionEnabled=false',
    '--logpath',
    join(folder, 'mongod.log'),
  ];
  const sockets = process.platform === 'win32' ? [] : ['--nounixsocket'];
  const network = ['--bind_ip', '127.0.0.1', '--port', String(port), ...sockets];
  return ['--dbpath', folder, '--wiredTigerCacheSizeGB', '0.25', ...network, ...quiet];
}

function checkGone(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(child.pid, 0);
  } catch {
    return;
  }
  throw new Error(`mongod ${child.pid} is still there`);
}
