import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

const people = (...rows: readonly [email: string, name: string][]) =>
  rows.map(([email, name]) => ({ email, name }));

for (const onConflict of ['update', 'replace', 'skip'] as const) {
  test(`records find their documents by a field of their own, under ${onConflict}, and undo gives them back`, async (t) => {
    const w = await Workspace.open(t, mongod.server);
    await w.documentsOf().createIndex({ email: 1 }, { unique: true });
    await w.documentsOf().insertMany([
      { _id: 1 as never, email: 'a@x.org', name: 'Old', kept: 1 },
      { _id: 2 as never, email: 'b@x.org', name: 'B' },
    ]);
    const before = await w.hash();
    const records = people(['a@x.org', 'A'], ['b@x.org', 'B'], ['c@x.org', 'C'], ['c@x.org', 'C2']);
    for (const batchSize of [1, 1000]) {
      const result = await w.importRecords(records, { key: ['email'], onConflict, batchSize });
      assert.deepEqual(result.warnings, []);
      const found = await w
        .documentsOf()
        .find({}, { sort: { email: 1 } })
        .toArray();
      assert.deepEqual(
        found.slice(0, 2).map(({ _id }) => _id as unknown),
        [1, 2],
        'documents keep their _id',
      );
      assert.deepEqual(
        found.map(({ name, kept }) => [name, kept]),
        {
          update: [
            ['A', 1],
            ['B', undefined],
            ['C2', undefined],
          ],
          replace: [
            ['A', undefined],
            ['B', undefined],
            ['C2', undefined],
          ],
          skip: [
            ['Old', 1],
            ['B', undefined],
            ['C', undefined],
          ],
        }[onConflict],
      );
      await w.undo(result.jobId);
      assert.equal(await w.hash(), before);
    }
  });
}

test('several fields, also inside others, are a key together', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.documentsOf().insertMany([
    { _id: 1 as never, user: { id: 1 }, day: 'mon', n: 0 },
    { _id: 2 as never, user: { id: 1 }, day: 'tue', n: 0 },
  ]);
  const { counts, warnings } = await w.importRecords(
    [
      { user: { id: 1 }, day: 'tue', n: 5 },
      { user: { id: 2 }, day: 'mon', n: 6 },
    ],
    { key: ['user.id', 'day'] },
  );
  assert.deepEqual([counts.inserted, counts.updated], [1, 1]);
  const found = await w
    .documentsOf()
    .find({}, { sort: { n: 1, day: 1 } })
    .toArray();
  assert.deepEqual(
    found.map(({ n }) => n as unknown),
    [0, 5, 6],
  );
  assert.match(
    warnings.join(),
    /No index .* begins with user\.id, day.*createIndex\(\{"user\.id":1,"day":1\}/,
  );
});

test('a record without a value for its key, or whose value several documents have, costs itself alone', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.documentsOf().createIndex({ email: 1 });
  await w.documentsOf().insertMany([
    { _id: 1 as never, email: 'twin@x.org' },
    { _id: 2 as never, email: 'twin@x.org' },
    { _id: 3 as never, email: ['in-a-list@x.org'] },
  ]);
  const before = await w.hash();
  const records = [
    { email: 'twin@x.org', name: 'Who?' },
    { name: 'No address' },
    { email: null, name: 'No address either' },
    { email: 'in-a-list@x.org', name: 'A list is another value' },
    { email: 'new@x.org' },
  ];
  const result = await w.import(w.file('people.jsonl', records), { key: ['email'] });
  assert.deepEqual([result.state, result.counts.inserted, result.counts.rejected], ['completed', 2, 3]);
  assert.deepEqual(
    w.rejects(result.jobId).map(({ record, code }) => [record, code]),
    [
      [1, 'key-ambiguous'],
      [2, 'key-missing'],
      [3, 'key-missing'],
    ],
  );
  assert.match(w.rejects(result.jobId)[0]?.message ?? '', /2 documents have \{"email":"twin@x\.org"\}/);
  assert.match(result.warnings.join(), /is not unique/);
  await w.undo(result.jobId);
  assert.equal(await w.hash(), before);
});

test('a record whose own _id another document has is a reject, not a change of that document', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.documentsOf().insertOne({ _id: 'taken' as never, email: 'a@x.org' });
  const records = [
    { _id: 'taken', email: 'b@x.org' },
    { _id: 'free', email: 'c@x.org' },
  ];
  const { counts, jobId } = await w.import(w.file('ids.jsonl', records), { key: ['email'] });
  assert.deepEqual([counts.inserted, counts.rejected], [1, 1]);
  assert.match(w.rejects(jobId)[0]?.message ?? '', /its id is taken by another document/);
  assert.equal((await w.document('taken'))?.email, 'a@x.org');
});
