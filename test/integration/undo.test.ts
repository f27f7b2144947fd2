import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rmSync } from 'node:fs';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { conversation, many } from '../support/collection.ts';
import { startTestServer, useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

const code = (expected: string) => (error: unknown) =>
  error instanceof SluiceError && error.code === expected;

test('the undo of an import into no collection drops the collection again', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId } = await w.importRecords(many(50), { batchSize: 7 });
  const undone = await w.undo(jobId);
  assert.equal(undone.state, 'undone', undone.error?.message);
  assert.deepEqual([undone.counts.inserted, undone.counts.deleted, undone.counts.kept], [50, 50, 0]);
  assert.equal(await w.exists(), false);
});

test('the undo of an import into an empty collection leaves it empty and there', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.server.client.db(w.db).createCollection('conversations');
  const { jobId } = await w.importRecords(many(20));
  await w.undo(jobId);
  assert.equal(await w.exists(), true);
  assert.deepEqual(await w.documents(), []);
});

test('the undo of changes and inserts among many documents gives back every byte', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.documentsOf().insertMany(
    Array.from({ length: 60 }, (_, i) => ({
      _id: `c${i}` as never,
      'a.b': i,
      $odd: { when: new Date(i), n: i / 2 },
      note: 'by hand',
    })),
  );
  await w.documentsOf().insertOne({ _id: 7 as never, other: 'kind of id' });
  const before = await w.hash();
  const records = [
    ...many(100, { note: 'imported' }),
    ...many(30, { note: 'once more' }),
    conversation('c3', { z: 1 }),
  ];
  const { jobId, counts } = await w.importRecords(records, { batchSize: 8 });
  assert.deepEqual([counts.inserted, counts.updated], [40, 91]);
  assert.notEqual(await w.hash(), before);
  const undone = await w.undo(jobId);
  assert.equal(undone.state, 'undone', undone.error?.message);
  assert.equal(await w.hash(), before);
  assert.equal(undone.counts.kept, 0);
});

test('a truncated file fails, keeps what it brought, and can be undone', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(5, { note: 'before' }));
  const before = await w.hash();
  const whole = JSON.stringify({ conversations: many(40, { note: 'after' }) });
  const failed = await w.import(w.file('cut.json', whole.slice(0, -60)), { batchSize: 4 });
  assert.deepEqual([failed.state, failed.error?.code], ['failed', 'json-broken']);
  assert.deepEqual([failed.counts.inserted, failed.counts.updated, failed.counts.rejected], [34, 5, 1]);
  assert.equal(failed.undoable, true);
  assert.equal((await w.undo(failed.jobId)).state, 'undone');
  assert.equal(await w.hash(), before);
});

test('documents changed since are kept and listed once, and force takes them back too', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.documentsOf().insertOne({ _id: 'c0' as never, old: true });
  const before = await w.hash();
  const { jobId } = await w.importRecords([...many(4), ...many(4, { again: true })], { batchSize: 4 });
  await w.documentsOf().updateMany({ _id: { $in: ['c0', 'c1'] as never[] } }, { $set: { mine: 1 } });
  const undone = await w.undo(jobId);
  assert.equal(undone.state, 'undone');
  assert.deepEqual(undone.keptIds, ['"c0"', '"c1"']);
  assert.equal(undone.counts.kept, 2);
  assert.equal((await w.document('c0'))?.mine, 1);
  assert.equal(await w.documentsOf().countDocuments(), 2);
  const forced = await w.undo(jobId, { force: true });
  assert.deepEqual([forced.state, forced.counts.kept, forced.keptIds], ['undone', 0, undefined]);
  assert.equal(await w.hash(), before);
});

test('a document deleted since stays away if the job inserted it, is kept if it changed it, and comes back by force', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.documentsOf().insertMany([
    { _id: 'c0' as never, old: true },
    { _id: 'c1' as never, old: true },
  ]);
  const before = await w.hash();
  const { jobId } = await w.importRecords(many(4));
  await w.documentsOf().deleteMany({ _id: { $in: ['c0', 'c2'] as never[] } });
  const undone = await w.undo(jobId);
  assert.deepEqual([undone.counts.deleted, undone.counts.restored, undone.keptIds], [1, 1, ['"c0"']]);
  await w.undo(jobId, { force: true });
  assert.equal(await w.hash(), before);
});

test('ids in any script are kept, told and taken back by force, and no others', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  // These differ in nothing but bits that a byte for each character would drop.
  const [kept, gone] = ['Ł', 'A'];
  const { jobId } = await w.importRecords([conversation(kept), conversation(gone)]);
  await w.documentsOf().updateOne({ _id: kept as never }, { $set: { mine: 1 } });
  assert.deepEqual((await w.undo(jobId)).keptIds, [JSON.stringify(kept)]);
  await w.importRecords([conversation(gone)]);
  const forced = await w.undo(jobId, { force: true });
  assert.deepEqual([forced.counts.deleted, forced.counts.kept], [1, 0]);
  assert.deepEqual([await w.document(kept), (await w.document(gone))?._id], [null, gone]);
});

test('a second undo leaves alone what came after the first one, even when it is the same', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.documentsOf().insertOne({ _id: 'there before' as never });
  const first = await w.importRecords([...many(5), conversation('touched')]);
  await w.documentsOf().updateOne({ _id: 'touched' as never }, { $set: { mine: 1 } });
  assert.deepEqual((await w.undo(first.jobId)).keptIds, ['"touched"']);
  await w.importRecords(many(5));
  const now = await w.hash();
  const again = await w.undo(first.jobId);
  assert.deepEqual([again.state, again.counts.deleted, again.counts.kept], ['undone', 0, 1]);
  assert.equal(await w.hash(), now);
  const forced = await w.undo(first.jobId, { force: true });
  assert.deepEqual([forced.state, forced.counts.deleted, forced.counts.kept], ['undone', 1, 0]);
  assert.equal(await w.documentsOf().countDocuments(), 6);
});

test('the undo of what is undone does nothing, not even to a new collection of that name', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId } = await w.importRecords(many(5));
  await w.undo(jobId);
  await w.importRecords(many(5));
  const now = await w.hash();
  assert.equal((await w.undo(jobId, { force: true })).state, 'undone');
  assert.equal(await w.hash(), now);
});

test('what an undo kept is listed again by the next one, until it is as the job left it', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId } = await w.importRecords(many(3));
  await w.documentsOf().updateOne({ _id: 'c1' as never }, { $set: { mine: 1 } });
  assert.deepEqual((await w.undo(jobId)).keptIds, ['"c1"']);
  assert.deepEqual((await w.undo(jobId)).keptIds, ['"c1"']);
  await w.documentsOf().updateOne({ _id: 'c1' as never }, { $unset: { mine: 1 } });
  const last = await w.undo(jobId);
  assert.deepEqual([last.keptIds, last.counts.deleted], [undefined, 1]);
  assert.equal(await w.exists(), false);
});

test('two undos at once are one undo and one refusal', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId } = await w.importRecords(many(3));
  const answers = await Promise.allSettled([w.undo(jobId), w.undo(jobId)]);
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  assert.equal(await w.exists(), false);
});

test('a collection of the same name with another identity is not touched', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId } = await w.importRecords(many(3));
  await w.documentsOf().drop();
  await w.documentsOf().insertOne({ _id: 'c1' as never });
  const before = await w.hash();
  const refused = await w.undo(jobId, { force: true });
  assert.deepEqual([refused.state, refused.error?.code], ['failed', 'undo-other-server']);
  assert.equal(await w.hash(), before);
});

test('an undo on another server is refused, and the right server can still be undone', async (t) => {
  const other = await startTestServer();
  t.after(() => other.stop());
  const w = await Workspace.open(t, mongod.server);
  const { jobId } = await w.importRecords(many(3));
  const refused = await w.undo(jobId, { uri: other.uri });
  assert.equal(refused.error?.code, 'undo-other-server', 'the collection is not there at all');
  await other.client.db(w.db).collection('conversations').insertOne({ a: 1 });
  assert.equal((await w.undo(jobId, { uri: other.uri })).error?.code, 'undo-other-server');
  assert.equal((await w.undo(jobId)).state, 'undone');
  assert.equal(await w.exists(), false);
});

test('after the collection was dropped there is nothing left to undo', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId } = await w.importRecords(many(3));
  await w.documentsOf().drop();
  const undone = await w.undo(jobId);
  assert.deepEqual([undone.state, undone.counts.deleted, undone.counts.kept], ['undone', 0, 0]);
  assert.equal(await w.exists(), false);
});

test('a job whose journal was pruned says that it cannot be undone any more', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId } = await w.importRecords(many(3));
  for (const suffix of ['', '-wal', '-shm']) rmSync(w.journalPath(jobId) + suffix, { force: true });
  assert.equal((await w.engine.call('job', { jobId })).undoable, false);
  const refused = await w.undo(jobId);
  assert.equal(refused.error?.code, 'journal-gone');
  assert.equal(await w.documentsOf().countDocuments(), 3);
});

test('an import that failed before it wrote anything is undone by doing nothing', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const failed = await w.import(w.path('nowhere.json'));
  assert.equal(failed.error?.code, 'file-not-found');
  assert.equal((await w.undo(failed.jobId)).state, 'undone');
});

test('what is no import, or no job, cannot be undone', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(1));
  const { jobId } = await w.export({ out: w.path('out.json') });
  await assert.rejects(w.undo(jobId), code('job-state'));
  await assert.rejects(w.undo('20260101-000000-aaaaa'), code('job-not-found'));
});

test('the newest of two imports is undone to the state between them, and then the older one', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const first = await w.importRecords(many(10));
  const between = await w.hash();
  const second = await w.importRecords(many(15, { note: 'second' }));
  await w.undo(second.jobId);
  assert.equal(await w.hash(), between);
  await w.undo(first.jobId);
  assert.equal(await w.exists(), false);
});
