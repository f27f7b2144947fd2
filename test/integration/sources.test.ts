import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { homeFolders } from '../../main/engine/files/home.ts';
import { conversation, many } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { assertCountsAddUp, Workspace } from '../support/workspace.ts';

const mongod = useMongod();

const temp = (w: Workspace): string[] => readdirSync(homeFolders(w.home).temp);

/** Resolves once the job has dealt with some records; rejects when it ends before anybody could see that. */
function someWritten(w: Workspace): Promise<void> {
  return new Promise((resolve, reject) => {
    const offs = [
      w.engine.on('progress', ({ phase, current }) => {
        if (phase === 'importing' && current > 0) settle(resolve);
      }),
      w.engine.on('jobEnded', () =>
        settle(() => reject(new Error('the job ended before it was seen at work'))),
      ),
    ];
    const settle = (how: () => void): void => {
      for (const off of offs) off();
      how();
    };
  });
}

test('each file that cannot be taken in fails with its own reason and leaves no collection', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  mkdirSync(w.path('folder.json'));
  const text = JSON.stringify(conversation('one'));
  const cases: [path: string, code: string, options?: Parameters<Workspace['import']>[1]][] = [
    [w.path('folder.json'), 'file-is-directory'],
    [w.path('missing.json'), 'file-not-found'],
    [w.path('folder.json/below.json'), 'file-not-found'],
    [w.file('empty.json', ''), 'file-empty'],
    [w.file('notes.txt', text), 'file-type-not-allowed'],
    [w.file('noextension', text), 'file-type-not-allowed'],
    [w.file('large.jsonl', `${text}\n`), 'file-too-large', { maxSize: 10 }],
    [w.file('large.jsonl', `${text}\n`), 'file-too-large', { maxSize: 10, stage: true }],
    [w.file('noise.json', Buffer.from([0, 1, 2, 3])), 'format-unknown'],
    [w.file('none.json', '"just a text"'), 'format-unknown'],
  ];
  for (const [path, code, options] of cases) {
    const result = await w.import(path, options);
    assert.deepEqual([result.state, result.error?.code], ['failed', code], path);
    assert.ok(result.error?.message && !result.error.message.includes('unknown'), result.error?.message);
  }
  assert.equal(await w.exists(), false);
  assert.deepEqual(temp(w), []);
});

test('a file that may not be read says so', async (t) => {
  if (process.getuid?.() === 0 || process.platform === 'win32') {
    t.skip('root may read every file, and Windows has no such permission bits');
    return;
  }
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('secret.json', '[]');
  chmodSync(path, 0);
  assert.equal((await w.import(path)).error?.code, 'file-unreadable');
});

test('standard input over the size limit, or without a byte, fails and leaves no copy', async (t) => {
  for (const [text, code] of [
    ['x'.repeat(100), 'file-too-large'],
    ['', 'file-empty'],
  ]) {
    const w = await Workspace.open(t, mongod.server, {
      stdin: Readable.from(text ? [Buffer.from(text)] : []),
    });
    const result = await w.import('-', { maxSize: 10 });
    assert.deepEqual([result.state, result.error?.code], ['failed', code]);
    assert.deepEqual(temp(w), []);
  }
});

test('standard input that breaks off with an error fails and leaves no copy', async (t) => {
  const stdin = Readable.from(
    (async function* () {
      yield Buffer.from('[');
      throw new Error('the pipe broke');
    })(),
  );
  const w = await Workspace.open(t, mongod.server, { stdin });
  assert.equal((await w.import('-')).state, 'failed');
  assert.deepEqual(temp(w), []);
});

test('a file that grows while it is read fails as changed, and can be undone', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('growing.jsonl', many(2500, { text: 'x'.repeat(2000) }));
  const jobId = await w.startImport(path, { batchSize: 5 });
  await someWritten(w);
  appendFileSync(path, `${JSON.stringify(conversation('late'))}\n`);
  const result = await w.engine.ended(jobId);
  assert.deepEqual([result.state, result.error?.code], ['failed', 'file-changed']);
  assertCountsAddUp(result);
  assert.equal((await w.undo(jobId)).state, 'undone');
  assert.equal(await w.exists(), false);
});

test('a staged import does not mind what happens to its source meanwhile', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('growing.jsonl', many(2000));
  const jobId = await w.startImport(path, { batchSize: 5, stage: true });
  await someWritten(w);
  writeFileSync(path, 'something else');
  const result = await w.engine.ended(jobId);
  assert.deepEqual([result.state, result.counts.inserted], ['completed', 2000]);
});

test('a file that shrinks or vanishes while it is read fails, and can be undone', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  for (const spoil of [(path: string) => truncateSync(path, 10), (path: string) => rmSync(path)]) {
    const path = w.file('going.jsonl', many(2500, { text: 'x'.repeat(2000) }));
    const jobId = await w.startImport(path, { batchSize: 5 });
    await someWritten(w);
    spoil(path);
    const result = await w.engine.ended(jobId);
    assert.equal(result.state, 'failed');
    assert.match(result.error?.code ?? '', /^file-(changed|not-found)$/);
    assertCountsAddUp(result);
    assert.equal((await w.undo(jobId)).state, 'undone');
    assert.equal(await w.exists(), false);
  }
});

test('a refused record whose source has vanished fails the job in plain words', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  await w.documentsOf().createIndex({ mail: 1 }, { unique: true, sparse: true });
  const records = Array.from({ length: 2500 }, (_, i) => ({
    _id: i,
    text: 'x'.repeat(2000),
    ...(i === 2499 ? { mail: 'a' } : {}),
  }));
  await w.documentsOf().insertOne({ mail: 'a' });
  const path = w.file('going.jsonl', records);
  const jobId = await w.startImport(path, { batchSize: 5 });
  await someWritten(w);
  rmSync(path);
  const result = await w.engine.ended(jobId);
  assert.deepEqual([result.state, result.error?.code], ['failed', 'file-not-found']);
});

test('a cancel in the middle keeps what was written, counts it, and can be undone', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(30, { note: 'before' }));
  const before = await w.hash();
  const jobId = await w.startImport(w.file('long.jsonl', many(50_000)), { batchSize: 20, stage: true });
  await someWritten(w);
  await Promise.all([w.engine.call('cancel', { jobId }), w.engine.call('cancel', { jobId })]);
  const cancelled = await w.engine.ended(jobId);
  assert.deepEqual([cancelled.state, cancelled.undoable, cancelled.error], ['cancelled', true, undefined]);
  assertCountsAddUp(cancelled);
  assert.ok(cancelled.counts.read > 0 && cancelled.counts.read < 50_000);
  assert.equal(await w.documentsOf().countDocuments(), 30 + cancelled.counts.inserted);
  assert.deepEqual(temp(w), [`job-${jobId}`], 'a resume would need the staged copy');
  await w.engine.call('cancel', { jobId });
  assert.equal((await w.engine.call('job', { jobId })).state, 'cancelled', 'a late cancel is harmless');
  const undone = await w.undo(jobId);
  assert.equal(undone.counts.deleted, cancelled.counts.inserted);
  assert.equal(await w.hash(), before);
  assert.deepEqual(temp(w), []);
});

test('an import cancelled before it began writes nothing', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const jobId = await w.startImport(w.file('a.jsonl', many(5)));
  await w.engine.call('cancel', { jobId });
  const result = await w.engine.ended(jobId);
  assert.deepEqual([result.state, result.counts.inserted], ['cancelled', 0]);
  assert.equal((await w.undo(jobId)).state, 'undone');
  assert.equal(await w.exists(), false);
});

test('an undo that is cancelled can be gone on with, to the collection from before', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(30, { note: 'before' }));
  const before = await w.hash();
  const { jobId } = await w.importRecords(many(8000, { note: 'after' }), { batchSize: 4 });
  const changed = many(2)[1]?.id as never; // The driver takes ids for ObjectIds unless told otherwise.
  await w.documentsOf().updateOne({ _id: 'c7999' as never }, { $set: { mine: 1 } });
  const begun = new Promise<void>((resolve) => {
    const off = w.engine.on('progress', ({ phase, counts }) => {
      if (phase !== 'undoing' || counts.deleted === 0) return;
      off();
      resolve();
    });
  });
  await w.engine.call('undo', { jobId });
  await begun;
  await w.engine.call('cancel', { jobId });
  const half = await w.engine.ended(jobId);
  assert.deepEqual([half.state, half.keptIds], ['cancelled', ['"c7999"']]);
  assert.ok(await w.documentsOf().findOne({ _id: changed }));
  const whole = await w.undo(jobId);
  assert.deepEqual(
    [whole.state, whole.keptIds],
    ['undone', ['"c7999"']],
    'what the first half kept is still listed',
  );
  await w.undo(jobId, { force: true });
  assert.equal(await w.hash(), before);
});

test('closing the engine cancels what runs', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const jobId = await w.startImport(w.file('long.jsonl', many(50_000)), { batchSize: 20 });
  await someWritten(w);
  await w.restart();
  const result = await w.engine.call('job', { jobId });
  assert.equal(result.state, 'cancelled');
  assertCountsAddUp(result);
});
