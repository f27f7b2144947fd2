import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { JobResult } from '../../main/engine/api/jobs.ts';
import { importElsewhere } from '../support/killed-import.ts';
import { useMongod } from '../support/mongod.ts';
import { many } from '../support/collection.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

async function resume(w: Workspace, jobId: string): Promise<JobResult> {
  await w.engine.call('resume', { jobId });
  return w.engine.ended(jobId);
}

/** Waits until the import has written something. */
async function underWay(w: Workspace): Promise<void> {
  while ((await w.documentsOf().estimatedDocumentCount()) === 0) await setImmediate();
}

test('a killed import goes on where it stopped and ends as if nothing had happened', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const records = many(20_000, { note: 'imported' });
  const path = w.file('big.jsonl', records);
  appendFileSync(path, '{"id":"broken"\n');
  const elsewhere = await importElsewhere(w, path, { batchSize: 20, records: 400 });
  await elsewhere.kill();
  const { jobId } = elsewhere;
  await w.restart();
  const interrupted = await w.engine.call('job', { jobId });
  assert.equal(interrupted.state, 'interrupted');
  const result = await resume(w, jobId);
  assert.equal(result.state, 'completed', result.error?.message);
  const { read, inserted, rejected } = result.counts;
  assert.deepEqual([read, inserted, rejected], [20_001, 20_000, 1]);
  assert.equal(result.bytes, readFileSync(path).length);
  assert.match(readFileSync(result.rejectsFile ?? '', 'utf8'), /"record":20001,"line":20001/);
  const resumedHash = await w.hash();
  assert.equal((await w.undo(jobId)).state, 'undone');
  assert.equal(await w.exists(), false);
  const whole = await w.import(path);
  assert.deepEqual([whole.sha256, await w.hash()], [result.sha256, resumedHash]);
});

test('a paused import stays as it is until it is resumed, also by the next start', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const jobId = await w.startImport(w.file('long.jsonl', many(20_000)), { batchSize: 20 });
  await underWay(w);
  await w.engine.call('pause', { jobId });
  const paused = await w.engine.ended(jobId);
  assert.deepEqual([paused.state, paused.undoable], ['paused', true]);
  assert.ok(paused.counts.read > 0 && paused.counts.read < 20_000);
  await w.restart();
  assert.equal((await w.engine.call('job', { jobId })).state, 'paused');
  const result = await resume(w, jobId);
  assert.deepEqual([result.state, result.counts.read, result.counts.inserted], ['completed', 20_000, 20_000]);
});

test('a cancelled import can be resumed, or cancelled and taken back in one go', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('long.jsonl', many(20_000));
  const first = await w.startImport(path, { batchSize: 20 });
  await underWay(w);
  await w.engine.call('cancel', { jobId: first });
  assert.equal((await w.engine.ended(first)).state, 'cancelled');
  assert.equal((await resume(w, first)).counts.inserted, 20_000);
  await w.undo(first);

  const second = await w.startImport(path, { batchSize: 20 });
  await underWay(w);
  await w.engine.call('cancel', { jobId: second, undo: true });
  const undone = await w.engine.ended(second);
  assert.deepEqual([undone.state, undone.operation], ['undone', 'undo']);
  assert.equal(await w.exists(), false);
});

test('a cancelled import is taken back also when nobody waits for its end', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const jobId = await w.startImport(w.file('long.jsonl', many(20_000)), { batchSize: 20 });
  await underWay(w);
  const states: string[] = [];
  const undone = new Promise<void>((resolve) => {
    w.engine.on('jobEnded', ({ state }) => {
      states.push(state);
      if (state === 'undone') resolve();
    });
  });
  await w.engine.call('cancel', { jobId, undo: true });
  await undone;
  assert.deepEqual(states, ['cancelled', 'undone']);
  assert.equal(await w.exists(), false);
});

test('a source that changed since is refused with words, and the job can still be undone', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('long.jsonl', many(20_000));
  const original = readFileSync(path);
  const jobId = await w.startImport(path, { batchSize: 20 });
  await underWay(w);
  await w.engine.call('pause', { jobId });
  const { sources } = await w.engine.ended(jobId);

  appendFileSync(path, '{"id":"more","messages":[]}\n');
  const longer = await resume(w, jobId);
  assert.deepEqual([longer.state, longer.error?.code], ['failed', 'source-changed']);
  assert.match(longer.error?.message ?? '', /bytes/);

  // Of the same size and time, but another content: the checksum of what was read tells.
  const altered = Buffer.from(original);
  altered[20] = altered[20] === 0x61 ? 0x62 : 0x61;
  writeFileSync(path, altered);
  const time = new Date(sources?.[0]?.mtimeMs ?? 0);
  utimesSync(path, time, time);
  const other = await resume(w, jobId);
  assert.deepEqual([other.state, other.error?.code], ['failed', 'source-changed']);

  rmSync(path);
  assert.equal((await resume(w, jobId)).error?.code, 'file-not-found');
  assert.equal((await w.undo(jobId)).state, 'undone');
  assert.equal(await w.exists(), false);
});

test('a collection that was replaced since is refused', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const jobId = await w.startImport(w.file('long.jsonl', many(20_000)), { batchSize: 20 });
  await underWay(w);
  await w.engine.call('pause', { jobId });
  await w.engine.ended(jobId);
  await w.documentsOf().drop();
  await w.documentsOf().insertOne({ _id: 'new' as never });
  const result = await resume(w, jobId);
  assert.deepEqual([result.state, result.error?.code], ['failed', 'target-changed']);
});

test('what cannot be resumed says so', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId } = await w.importRecords(many(3));
  await assert.rejects(w.engine.call('resume', { jobId }), { code: 'job-state' });
  await assert.rejects(w.engine.call('resume', { jobId: 'nothing' }), { code: 'job-not-found' });
});
