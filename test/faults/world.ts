/** What the fault harness works on: a server that can be killed, a collection, a tricky file, and a process to kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { homeFolders } from '../../main/engine/files/home.ts';
import { freePort } from '../../main/engine/mongo/local-process.ts';
import { findOrFetchMongod } from '../../main/engine/mongo/mongod-binary.ts';
import { conversations } from '../../main/engine/sample-data/sample.ts';
import type { Order } from './victim.ts';

const victim = fileURLToPath(new URL('victim.ts', import.meta.url));
const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A server that comes back on the same port with the same data when it was killed. */
export class MortalServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'sluice-faults-mongod-'));
  readonly port: number;
  readonly #binary: string;
  #child: ChildProcess | undefined;
  /** The last start again. */
  #returning: Promise<void> = Promise.resolve();

  private constructor(binary: string, port: number) {
    this.#binary = binary;
    this.port = port;
  }

  static async start(): Promise<MortalServer> {
    const binaries = process.env.SLUICE_BINARIES ?? join(repository, '.cache', 'binaries');
    const folders = homeFolders(join(tmpdir(), 'sluice-faults-home'));
    const env = { ...process.env, SLUICE_BINARIES: binaries };
    const server = new MortalServer(
      await findOrFetchMongod({ env, folders, onStep: () => {} }),
      await freePort(),
    );
    await server.run();
    return server;
  }

  get uri(): string {
    return `mongodb://127.0.0.1:${this.port}/?directConnection=true`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts it, and starts it again by itself whenever it is killed. */
  async run(): Promise<void> {
    const network = ['--bind_ip', '127.0.0.1', '--port', String(this.port), '--nounixsocket'];
    const quiet = [
      '--logpath',
      join(this.folder, 'mongod.log'),
      '--setParameter',
      'diagnosticDataCollectionEnabled=false',
    ];
    const child = spawn(
      this.#binary,
      ['--dbpath', this.folder, '--wiredTigerCacheSizeGB', '0.5', ...network, ...quiet],
      {
        stdio: 'ignore',
        env: { ...process.env, LC_ALL: 'C' },
      },
    );
    this.#child = child;
    child.once('exit', () => {
      if (this.#child === child) this.#returning = this.run();
    });
    await using client = new MongoClient(this.uri, { serverSelectionTimeoutMS: 30_000 });
    await client.db('admin').command({ ping: 1 });
  }

  async stop(): Promise<void> {
    // It may be up for others already, and its own look for it still be under way.
    await this.#returning;
    const child = this.#child;
    this.#child = undefined;
    if (child?.kill('SIGKILL')) await once(child, 'exit');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What a victim said before it was gone. */
export interface LastWords {
  readonly jobId: string | undefined;
  /** The step it killed somebody at. */
  readonly killedAt: string | undefined;
  /** The state of the job, when it came to an end. */
  readonly ended: string | undefined;
}

/** Runs a victim to its end. @param killAfterMs kills it from outside after so long */
export async function runVictim(order: Order, killAfterMs?: number): Promise<LastWords> {
  const child = spawn(process.execPath, [victim, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const gone = once(child, 'exit');
  const words = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [word = '', ...rest] = line.split(' ');
    words.set(word, rest.join(' '));
  }
  await gone;
  clearTimeout(timer);
  return { jobId: words.get('job'), killedAt: words.get('killed'), ended: words.get('ended') };
}

/**
 * A JSON Lines file of about `bytes` with all that makes resuming hard: duplicates near and far, and, unless it is to be
 * clean, broken lines.
 */
export function writeTrickyFile(
  path: string,
  { bytes, seed, clean = false }: { readonly bytes: number; readonly seed: number; readonly clean?: boolean },
): void {
  const lines: string[] = [];
  let size = 0;
  for (const made of conversations(seed, Math.ceil(bytes / 6000))) {
    const conversation = { ...made, uuid: `u-${String(made.id)}` };
    const text = JSON.stringify(conversation);
    lines.push(text);
    size += text.length;
    const at = lines.length;
    if (at % 37 === 0 && !clean) lines.push(text.slice(0, text.length / 2));
    if (at % 23 === 0) lines.push(JSON.stringify({ ...conversation, summary: `once more ${at}` }));
    if (at % 41 === 0)
      lines.push(
        JSON.stringify({ ...(JSON.parse(lines[Math.floor(at / 2)] ?? '{}') as object), title: `far ${at}` }),
      );
    if (at % 53 === 0 && !clean) lines.push(JSON.stringify({ ...conversation, cost_usd: -1 }));
    if (size > bytes) break;
  }
  // Half a line parsed above may have been one of the broken ones.
  writeFileSync(path, `${lines.join('\n')}\n`);
}
