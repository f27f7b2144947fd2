import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { createGzip, createZstdCompress } from 'node:zlib';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();
const main = join(import.meta.dirname, '../../main/cli/main.ts');

const packers = {
  jsonl: () => new PassThrough(),
  gz: () => createGzip({ level: 1 }),
  zst: () => createZstdCompress(),
};

/** 200 MB of records, which compress to some 2 MB. */
function* records(): Generator<string> {
  const text = 'so it goes '.repeat(90);
  for (let id = 0; id < 200_000; id++) yield `{"_id":${id},"text":"${text}"}\n`;
}

/** Peak memory of an import in a process of its own, bytes. */
async function peakOf(w: Workspace, path: string, collection: string): Promise<number> {
  const place = ['--uri', w.server.uri, '--db', w.db, '--collection', collection];
  const child = spawn(process.execPath, [main, 'import', path, ...place, '--json'], {
    env: { ...process.env, SLUICE_HOME: w.path('home') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0, output);
  // What the command prints for programs.
  const result = JSON.parse(output) as { inserted: number; peakMemoryBytes: number };
  assert.equal(result.inserted, 200_000);
  return result.peakMemoryBytes;
}

test('a compressed file takes the memory of the plain one, however much comes out of it', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const peaks: Record<string, number> = {};
  for (const [kind, pack] of Object.entries(packers)) {
    const path = w.path(`a.${kind}`);
    await pipeline(Readable.from(records()), pack(), createWriteStream(path));
    peaks[kind] = Math.round((await peakOf(w, path, kind)) / 1e6);
  }
  t.diagnostic(`peaks in MB: ${JSON.stringify(peaks)}`);
  const { jsonl = 0, gz = 0, zst = 0 } = peaks;
  assert.ok(gz < jsonl + 80 && zst < jsonl + 80, JSON.stringify(peaks));
});
