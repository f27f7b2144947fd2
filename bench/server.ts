/** A MongoDB of the benchmark's own, on a free port and on empty data files, gone when it is done. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';

export interface BenchServer extends AsyncDisposable {
  readonly uri: string;
  readonly version: string;
  readonly client: MongoClient;
}

/** Starts it with 1 GB of cache, as much as a desktop app may ask for. Throws where it does not answer in 30 s. */
export async function startServer(mongod: string, folder: string): Promise<BenchServer> {
  const data = await mkdtemp(join(folder, 'mongod-'));
  const port = await freePort();
  const log = join(data, 'mongod.log');
  const settings = ['--dbpath', data, '--port', String(port), '--bind_ip', '127.0.0.1', '--logpath', log];
  const child = spawn(mongod, [...settings, '--wiredTigerCacheSizeGB', '1'], { stdio: 'ignore' });
  const exit = once(child, 'exit');
  const uri = `mongodb://127.0.0.1:${port}/`;
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 30_000 });
  const stop = async () => {
    await client.close();
    child.kill('SIGTERM');
    await exit;
    await rm(data, { recursive: true, force: true });
  };
  try {
    const info = await client.db('admin').command({ buildInfo: 1 });
    return { uri, client, version: String(info.version), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port.');
  return address.port;
}
