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

/** Starts a server and waits until it answers. */
export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-mongod-'));
  const binaries = process.env.SLUICE_BINARIES ?? join(repository, '.cache', 'binaries');
  const binary = await findOrFetchMongod({
    env: { ...process.env, SLUICE_BINARIES: binaries },
    folders: homeFolders(folder),
    onStep: () => {},
  });
  const port = await freePort();
  const child = spawn(binary, commandLine(folder, port), {
    stdio: 'ignore',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
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
      kill();
      await gone;
      process.off('exit', kill);
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
