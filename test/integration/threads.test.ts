import assert from 'node:assert/strict';
import { type Profiler, Session } from 'node:inspector/promises';
import { test } from 'node:test';
import type { Phase } from '../../main/engine/api/progress.ts';
import { readRecords } from '../../main/engine/formats/source-format.ts';
import { CollectingSink, inPieces } from '../support/collect.ts';
import { conversation } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

/** Source files in which records are cut, decoded, shaped and encoded. */
const heavy = /\/engine\/(formats\/(json|csv)\/|shapes\/(conversation|any)\.ts)/;
const records = Array.from({ length: 6000 }, (_, i) =>
  conversation(`c${i}`, { text: 'line "quoted"\n'.repeat(150), n: i / 7 }),
);

/** The functions of those files that this thread was seen in while `work` ran. */
async function heavyFrames(work: (start: () => Promise<void>) => Promise<void>): Promise<string[]> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 100 });
    let started = false;
    await work(async () => {
      started = true;
      await session.post('Profiler.start');
    });
    assert.ok(started);
    const { profile }: { profile: Profiler.Profile } = await session.post('Profiler.stop');
    assert.ok(profile.nodes.length > 5, 'the profiler saw something');
    return profile.nodes
      .map(({ callFrame }) => `${callFrame.url} ${callFrame.functionName}`)
      .filter((name) => heavy.test(name));
  } finally {
    session.disconnect();
  }
}

/** Runs a job, with the profiler on from the moment its heavy phase has begun: detection looks at 20 records before that. */
async function profiledJob(w: Workspace, phase: Phase, start: () => Promise<string>): Promise<string[]> {
  return heavyFrames(async (startProfiler) => {
    let profiling: Promise<void> | undefined;
    const off = w.engine.on('progress', (snapshot) => {
      if (snapshot.phase === phase) profiling ??= startProfiler();
    });
    const result = await w.engine.ended(await start());
    off();
    await profiling;
    assert.equal(result.state, 'completed', result.error?.message);
  });
}

for (const name of ['records.jsonl', 'records.json']) {
  test(`an import of ${name} cuts, decodes and shapes nothing on the engine's main thread`, async (t) => {
    const w = await Workspace.open(t, mongod.server);
    const path = w.file(name, name.endsWith('l') ? records : JSON.stringify(records));
    assert.deepEqual(await profiledJob(w, 'importing', () => w.startImport(path)), []);
  });
}

for (const format of ['json', 'csv'] as const) {
  test(`an export as ${format} encodes nothing on the engine's main thread`, async (t) => {
    const w = await Workspace.open(t, mongod.server);
    await w.importRecords(records);
    const submit = async (): Promise<string> => {
      const request = { kind: 'export', target: w.target, format, out: w.path(`out.${format}`) } as const;
      return (await w.engine.call('submit', request)).jobId;
    };
    assert.deepEqual(await profiledJob(w, 'exporting', submit), []);
  });
}

test('the same look at the thread does see decoding where there is some', async () => {
  const text = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const frames = await heavyFrames(async (start) => {
    await start();
    const options = { maxRecordBytes: 1_000_000, invalidExtended: 'keep' } as const;
    await readRecords({ format: 'jsonl' }, inPieces(text, 65_536), new CollectingSink(), options);
  });
  assert.notDeepEqual(frames, []);
});
