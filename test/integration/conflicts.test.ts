import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversation, many } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

test('update changes what differs, counts what is the same, and inserts what is new', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords([conversation('same'), conversation('differs', { note: 'old', extra: 1 })]);
  const { counts } = await w.importRecords([
    conversation('same'),
    conversation('differs', { note: 'new' }),
    conversation('fresh'),
  ]);
  assert.deepEqual([counts.inserted, counts.updated, counts.unchanged, counts.skipped], [1, 1, 1, 0]);
  const document = await w.document('differs');
  assert.deepEqual([document?.note, document?.extra], ['new', 1]);
});

test('replace leaves nothing of the document that was there', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords([conversation('one', { extra: 1 }), conversation('two')]);
  const { counts } = await w.importRecords([conversation('one', { title: 'New' }), conversation('two')], {
    onConflict: 'replace',
  });
  assert.deepEqual([counts.updated, counts.unchanged], [1, 1]);
  assert.deepEqual(Object.keys((await w.document('one')) ?? {}), [
    '_id',
    'id',
    'created_at',
    'messages',
    'title',
    'message_count',
  ]);
});

test('skip changes nothing that is there, and inserts the rest', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords([conversation('one', { note: 'old' })]);
  const before = await w.document('one');
  const { counts } = await w.importRecords([conversation('one', { note: 'new' }), conversation('two')], {
    onConflict: 'skip',
  });
  assert.deepEqual([counts.inserted, counts.skipped], [1, 1]);
  assert.deepEqual(await w.document('one'), before);
});

for (const batchSize of [1000, 2, 1]) {
  test(`duplicates inside a file are applied in order in batches of ${batchSize}`, async (t) => {
    const w = await Workspace.open(t, mongod.server);
    const records = Array.from({ length: 9 }, (_, i) =>
      conversation(i % 2 === 0 ? 'even' : 'odd', { last: i, [`f${i}`]: i }),
    );
    const { counts } = await w.importRecords(records, { batchSize });
    assert.deepEqual([counts.read, counts.inserted, counts.updated], [9, 2, 7]);
    const [even, odd] = [await w.document('even'), await w.document('odd')];
    assert.deepEqual([even?.last, odd?.last], [8, 7]);
    assert.deepEqual(
      Object.keys(even ?? {}).filter((name) => /^f\d$/.test(name)),
      ['f0', 'f2', 'f4', 'f6', 'f8'],
    );
  });
}

test('the first of duplicates wins under skip, the last under replace, in every batch size', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const records = Array.from({ length: 6 }, (_, i) => conversation('one', { at: i }));
  const outcomes: unknown[] = [];
  for (const onConflict of ['skip', 'replace'] as const) {
    for (const batchSize of [2, 100]) {
      w.collection = `${onConflict}${batchSize}`;
      const { counts } = await w.importRecords(records, { onConflict, batchSize, shape: 'conversation' });
      outcomes.push([
        onConflict,
        (await w.document('one'))?.at,
        counts.inserted,
        counts.updated,
        counts.skipped,
      ]);
    }
  }
  assert.deepEqual(outcomes, [
    ['skip', 0, 1, 0, 5],
    ['skip', 0, 1, 0, 5],
    ['replace', 5, 1, 5, 0],
    ['replace', 5, 1, 5, 0],
  ]);
});

test('duplicates whose common write a unique index refuses lose the guilty record alone', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.documentsOf().createIndex({ mail: 1 }, { unique: true, sparse: true });
  await w.documentsOf().insertOne({ _id: 'taken' as never, mail: 'a@x' });
  const records = [
    conversation('one', { step: 1 }),
    conversation('one', { step: 2, mail: 'a@x' }),
    conversation('one', { step: 3 }),
    conversation('two'),
  ];
  const result = await w.importRecords(records);
  const { counts } = result;
  assert.deepEqual([counts.read, counts.inserted, counts.updated, counts.rejected], [4, 2, 1, 1]);
  const document = await w.document('one');
  assert.deepEqual([document?.step, document?.mail], [3, undefined]);
  assert.deepEqual(
    w.rejects(result.jobId).map(({ record, code }) => [record, code]),
    [[2, 'database-refused']],
  );
});

test('records with equal numbers as ids are the same document, whatever the type', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  const path = w.file(
    'things.jsonl',
    '{"_id":1,"a":1}\n{"_id":1.0,"a":2}\n{"_id":{"$numberLong":"1"},"a":3}\n',
  );
  const { counts } = await w.import(path, { batchSize: 2 });
  assert.deepEqual([counts.inserted, counts.updated], [1, 2]);
  assert.deepEqual(await w.documents(), ['{"_id":{"$numberInt":"1"},"a":{"$numberInt":"3"}}']);
});

test('documents with names that start with a dollar are changed like others', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  await w.import(w.file('a.jsonl', '{"_id":1,"$set":{"a":1},"b":1}\n'));
  const { counts, jobId } = await w.import(w.file('b.jsonl', '{"_id":1,"b":2}\n'), { onConflict: 'replace' });
  assert.equal(counts.updated, 1);
  await w.undo(jobId);
  assert.deepEqual(await w.documents(), [
    '{"_id":{"$numberInt":"1"},"$set":{"a":{"$numberInt":"1"}},"b":{"$numberInt":"1"}}',
  ]);
  const update = await w.import(w.file('b.jsonl', '{"_id":1,"b":3}\n'));
  assert.equal(update.counts.updated, 1);
});

test('an update that would make a document too large costs that record alone', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  await w.documentsOf().insertOne({ _id: 'big' as never, a: 'x'.repeat(9_000_000) });
  await w.documentsOf().insertOne({ _id: 'small' as never, a: 1 });
  const before = await w.hash();
  const lines = [
    { _id: 'big', b: 'y'.repeat(9_000_000) },
    { _id: 'small', a: 2 },
  ];
  const result = await w.importRecords(lines);
  assert.deepEqual([result.counts.updated, result.counts.rejected], [1, 1]);
  assert.match(w.rejects(result.jobId)[0]?.message ?? '', /would hold 18000\d+ bytes/);
  await w.undo(result.jobId);
  assert.equal(await w.hash(), before);
});

test('large documents are replaced by large ones, and back', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  const wide = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`f${i}`, 'x'.repeat(60_000)]));
  await w.documentsOf().insertMany([
    { _id: 'six' as never, a: 'x'.repeat(5_900_000) },
    { _id: 'fields' as never, ...wide },
    { _id: 'full' as never, a: 'x'.repeat(16_777_216 - 28) },
  ]);
  const before = await w.hash();
  const result = await w.importRecords([
    { _id: 'six', a: 'y'.repeat(12_000_000) },
    { _id: 'fields', f0: 1 },
    { _id: 'full', a: 'y'.repeat(16_777_216 - 27) },
  ]);
  assert.equal(result.counts.updated, 3);
  const undone = await w.undo(result.jobId);
  assert.deepEqual([undone.counts.restored, undone.counts.kept], [3, 0]);
  assert.equal(await w.hash(), before);
});

test('merge unites the messages of both sides, newer keeps the later side, and both can be undone', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const message = (id: string, minute: number) => ({
    id,
    type: 'user',
    content: id,
    timestamp: `2025-01-01T10:0${minute}:00Z`,
  });
  const of = (id: string, updated_at: string, messages: object[]) =>
    conversation(id, { title: updated_at, updated_at, messages });
  const early = '2025-01-01T00:00:00Z';
  const late = '2025-01-02T00:00:00Z';
  await w.importRecords([
    of('a', early, [message('1', 1), message('3', 3)]),
    of('b', late, [message('1', 1)]),
  ]);
  const before = await w.hash();
  const records = [
    of('a', late, [message('2', 2), message('3', 3)]),
    of('b', early, [message('2', 2)]),
    of('c', early, []),
  ];

  const merged = await w.importRecords(records, { onConflict: 'merge' });
  assert.deepEqual([merged.counts.inserted, merged.counts.updated], [1, 2]);
  const a = await w.document('a');
  assert.deepEqual(
    [a?.messages.map(({ id }: { id: string }) => id), a?.message_count, a?.title],
    [['1', '2', '3'], 3, late],
  );
  const b = await w.document('b');
  assert.deepEqual([b?.messages.map(({ id }: { id: string }) => id), b?.title], [['1', '2'], late]);
  assert.equal((await w.importRecords(records, { onConflict: 'merge' })).counts.unchanged, 3);
  await w.undo(merged.jobId);
  assert.equal(await w.hash(), before);

  const newer = await w.importRecords(records, { onConflict: 'newer' });
  assert.deepEqual([newer.counts.inserted, newer.counts.updated, newer.counts.skipped], [1, 1, 1]);
  assert.deepEqual([(await w.document('a'))?.title, (await w.document('b'))?.title], [late, late]);
  await w.undo(newer.jobId);
  assert.equal(await w.hash(), before);
});

test('stop takes back what was written when it meets a record that is there, and says which', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords([conversation('c777', { note: 'mine' })]);
  const before = await w.hash();
  const path = w.file('many.jsonl', many(2000));
  const stopped = await w.import(path, { onConflict: 'stop', batchSize: 50 });
  assert.deepEqual(
    [stopped.state, stopped.operation, stopped.error?.code],
    ['undone', 'undo', 'conflict-stopped'],
  );
  assert.match(stopped.error?.message ?? '', /record 778.*c777/);
  assert.ok(stopped.counts.deleted > 0);
  assert.equal(await w.hash(), before);
  await w.documentsOf().deleteMany({});
  const free = await w.import(path, { onConflict: 'stop', batchSize: 50 });
  assert.deepEqual([free.state, free.counts.inserted], ['completed', 2000]);
});
