import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversation, many } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

test('a replaced collection holds what the file holds and nothing else, keeps its indexes, and comes back with undo', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords([
    ...many(2500, { note: 'old' }),
    conversation('both', { note: 'old', only: 'here' }),
  ]);
  await w.documentsOf().createIndex({ note: 1 });
  const [before, indexes] = [await w.hash(), await w.documentsOf().indexes()];
  const path = w.file('new.jsonl', [
    conversation('both', { note: 'new' }),
    conversation('fresh'),
    conversation('c7', { note: 'old' }),
  ]);
  const result = await w.import(path, { replaceCollection: true, onConflict: 'replace', batchSize: 2 });
  assert.equal(result.state, 'completed', result.error?.message);
  const { inserted, updated, unchanged, removed } = result.counts;
  assert.deepEqual([inserted, updated, unchanged, removed], [1, 1, 1, 2499]);
  assert.equal((await w.documents()).length, 3);
  assert.equal((await w.document('both'))?.only, undefined);
  assert.deepEqual(await w.documentsOf().indexes(), indexes);
  const undone = await w.undo(result.jobId);
  assert.deepEqual([undone.counts.deleted, undone.counts.restored, undone.counts.kept], [1, 2500, 0]);
  assert.equal(await w.hash(), before);
  assert.deepEqual(await w.documentsOf().indexes(), indexes);
});

test('however many documents there are, a reply of the server holds a megabyte of them', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(9000));
  const db = mongod.server.client.db(w.db);
  await db.command({ profile: 2, filter: { 'command.comment.sluiceJob': { $exists: true } } });
  const path = w.file('few.jsonl', many(8000));
  const result = await w.import(path, { replaceCollection: true, onConflict: 'replace' });
  assert.equal(result.counts.removed, 1000, result.error?.message);
  await db.command({ profile: 0 });
  const sizes = await db
    .collection('system.profile')
    .distinct('nreturned', { 'originatingCommand.filter': {}, nreturned: { $gt: 0 } });
  assert.ok(sizes.length > 0 && Math.max(...sizes) <= 4000, JSON.stringify(sizes));
});

test('nothing is removed while records of the file are rejected, or when it holds none', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(5));
  const documents = await w.documents();
  const broken = w.file('broken.jsonl', [conversation('c1'), { id: 'c2', messages: 'none' }]);
  const rejected = await w.import(broken, {
    shape: 'conversation',
    replaceCollection: true,
    onConflict: 'replace',
  });
  assert.deepEqual([rejected.state, rejected.error?.code], ['failed', 'replace-with-rejects']);
  const empty = await w.import(w.file('empty.json', '{"conversations":[]}'), { replaceCollection: true });
  assert.deepEqual([empty.state, empty.error?.code], ['failed', 'replace-with-nothing']);
  assert.deepEqual(await w.documents(), documents);
});

test('what others put in place of a removed document is kept by undo, and force overrides', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(3, { note: 'old' }));
  const before = await w.hash();
  const { jobId } = await w.import(w.file('one.jsonl', many(1, { note: 'old' })), {
    replaceCollection: true,
    onConflict: 'replace',
  });
  await w.documentsOf().insertOne({ _id: 'c2' as never, note: 'by hand' });
  const undone = await w.undo(jobId);
  assert.deepEqual([undone.counts.restored, undone.keptIds], [1, ['"c2"']]);
  assert.equal((await w.document('c2'))?.note, 'by hand');
  await w.undo(jobId, { force: true });
  assert.equal(await w.hash(), before);
});
