import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { conversation, many } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

test('several files of several formats are one job, with one report and one undo', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords([conversation('before')]);
  const before = await w.hash();
  const first = w.file('first.jsonl', [...many(10), conversation('a', { from: 1 })]);
  const second = w.file(
    'second.json',
    JSON.stringify({ conversations: [conversation('a', { from: 2 }), conversation('b')] }),
  );
  const result = await w.import([first, second], { batchSize: 3 });
  assert.equal(result.state, 'completed', result.error?.message);
  assert.deepEqual([result.counts.read, result.counts.inserted, result.counts.updated], [13, 12, 1]);
  assert.equal((await w.document('a'))?.from, 2, 'the second file comes after the first');
  assert.deepEqual(
    result.sources?.map(({ filename, size, readBytes }) => [filename, readBytes === size]),
    [
      ['first.jsonl', true],
      ['second.json', true],
    ],
  );
  assert.equal(result.bytes, readFileSync(first).length + readFileSync(second).length);
  await w.undo(result.jobId);
  assert.equal(await w.hash(), before);
});

test('records without an id get different ones in every file', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const files = ['a.csv', 'b.csv'].map((name) => w.file(name, 'n,name\n1,A\n2,B\n'));
  const { counts } = await w.import(files);
  assert.deepEqual([counts.inserted, counts.updated], [4, 0]);
});

test('rejects say which file they are of, and can be mended and imported', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const good = (id: string) => JSON.stringify(conversation(id));
  const first = w.file('first.jsonl', `${good('a')}\n{"id":"broken",\n`);
  const second = w.file('second.jsonl', `{"id":"b","messages":1}\n${good('c')}\n`);
  const result = await w.import([first, second], { shape: 'conversation' });
  assert.deepEqual([result.counts.inserted, result.counts.rejected], [2, 2]);
  const lines = readFileSync(result.rejectsFile ?? '', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { file: string; record: number });
  assert.deepEqual(
    lines.map(({ file, record }) => [file, record]),
    [
      [first, 2],
      [second, 1],
    ],
  );
  const mended = readFileSync(result.rejectsFile ?? '', 'utf8')
    .replace('{\\"id\\":\\"broken\\",', good('broken').replaceAll('"', '\\"'))
    .replace('\\"messages\\":1', '\\"messages\\":[]');
  const again = await w.import(w.file('mended.jsonl', mended), { shape: 'conversation' });
  assert.deepEqual([again.counts.inserted, again.counts.rejected], [2, 0]);
});

test('one file that is not there, or not allowed, keeps the others from being begun', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const good = w.file('good.jsonl', many(3));
  const { state, error } = await w.import([good, w.path('missing.jsonl')]);
  assert.deepEqual([state, error?.code], ['failed', 'file-not-found']);
  assert.equal(await w.exists(), false);
});

test('a job of several files that was stopped goes on in the file where it was', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const files = [0, 1, 2].map((n) =>
    w.file(
      `part${n}.jsonl`,
      Array.from({ length: 3000 }, (_, i) => conversation(`c${n}-${i}`)),
    ),
  );
  const jobId = await w.startImport(files, { batchSize: 5, stage: true });
  await new Promise<void>((resolve) => {
    const off = w.engine.on('progress', ({ counts }) => {
      if (counts.read < 4000) return;
      off();
      resolve();
    });
  });
  await w.engine.call('pause', { jobId });
  const paused = await w.engine.ended(jobId);
  assert.equal(paused.state, 'paused');
  assert.equal(paused.sources?.[0]?.readBytes, paused.sources?.[0]?.size);
  await w.restart();
  await w.engine.call('resume', { jobId, uri: w.server.uri });
  const result = await w.engine.ended(jobId);
  assert.deepEqual([result.state, result.counts.read, result.counts.inserted], ['completed', 9000, 9000]);
  assert.ok(result.sources?.every(({ checksum }) => checksum !== undefined));
});
