import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MongoClient } from 'mongodb';
import type { JobResult } from '../../main/engine/api/jobs.ts';
import { many } from '../support/collection.ts';
import { startTestServer, useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

/** Record number and message of each reject. */
function refused(w: Workspace, { jobId }: JobResult): (readonly [number, string])[] {
  return w.rejects(jobId).map(({ record, message }) => [record, message]);
}

/** Imports the lines among documents that are there, undoes it, and checks that all is as before. */
async function importAndUndo(w: Workspace, lines: readonly string[]): Promise<JobResult> {
  const before = await w.hash();
  const result = await w.import(w.file('lines.jsonl', lines.join('\n')));
  assert.equal(result.state, 'completed', result.error?.message);
  const documents = await w.documents();
  const undone = await w.undo(result.jobId);
  assert.deepEqual([undone.state, undone.counts.kept], ['undone', 0], undone.error?.message);
  assert.equal(await w.hash(), before);
  assert.equal(documents.length, result.counts.inserted + (await w.documents()).length);
  return result;
}

test('a refusal of a JSON schema says in words which rule was broken, and by what', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'people';
  const person = {
    bsonType: 'object',
    required: ['name'],
    properties: {
      name: { bsonType: 'string' },
      age: { bsonType: 'int', minimum: 0 },
      home: { bsonType: 'object', properties: { city: { enum: ['Bern', 'Wien'] } } },
      tags: { bsonType: 'array', items: { bsonType: 'string' } },
    },
  };
  const db = w.server.client.db(w.db);
  await db.createCollection('people', { validator: { $jsonSchema: person } });
  await w.documentsOf().insertOne({ _id: 1 as never, name: 'Ada', age: 36 });
  const result = await importAndUndo(w, [
    '{"_id":1,"age":37}',
    '{"_id":1,"age":"old"}',
    '{"_id":2,"age":-1}',
    '{"_id":3,"name":"Cy","home":{"city":"Ulm"}}',
    '{"_id":4,"name":"Di","tags":["a",2]}',
    '{"_id":5,"name":"Eve"}',
  ]);
  assert.deepEqual([result.counts.inserted, result.counts.updated], [1, 1]);
  const said = new Map(refused(w, result));
  const start = "the collection's validation refuses it: ";
  assert.equal(
    said.get(2),
    `${start}age does not satisfy {"bsonType":"int"}, type did not match, it is "old"`,
  );
  assert.equal(
    said.get(3),
    `${start}age does not satisfy {"minimum":0}, comparison failed, it is -1; the document lacks name`,
  );
  assert.match(said.get(4) ?? '', /home\.city does not satisfy \{"enum":\["Bern","Wien"\]\}.* it is "Ulm"/);
  assert.match(said.get(5) ?? '', /tags\.1 does not satisfy \{"bsonType":"string"\}.* it is 2/);
});

test('a validator that is no schema says what it wants, too', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  const validator = { $and: [{ age: { $lt: 10 } }, { $or: [{ a: 1 }, { b: { $exists: true } }] }] };
  await w.server.client.db(w.db).createCollection('things', { validator });
  const result = await importAndUndo(w, [
    '{"_id":1,"age":11,"a":1}',
    '{"_id":2,"age":1}',
    '{"_id":3,"age":1,"a":1}',
  ]);
  const said = new Map(refused(w, result));
  assert.match(said.get(1) ?? '', /does not satisfy \{"age":\{"\$lt":10\}\}, comparison failed, it is 11/);
  assert.match(said.get(2) ?? '', /"a":/);
});

test('a document that its collection would not take any more is put back all the same', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  await w.documentsOf().insertOne({ _id: 1 as never, age: 'old' });
  await w.server.client.db(w.db).command({ collMod: 'things', validator: { age: { $type: 'int' } } });
  const result = await importAndUndo(w, ['{"_id":1,"age":36}']);
  assert.equal(result.counts.updated, 1);
});

test('a unique index is named with the value that is taken, and values that moved around are put back', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'people';
  await w.documentsOf().createIndex({ 'mail.work': 1, team: 1 }, { unique: true });
  await w.documentsOf().insertMany([
    { _id: 'a' as never, mail: { work: 'one' }, team: 1 },
    { _id: 'b' as never, mail: { work: 'two' }, team: 1 },
    { _id: 'c' as never, mail: { work: 'three' }, team: 1 },
  ]);
  const result = await importAndUndo(w, [
    '{"_id":"d","mail":{"work":"two"},"team":1}',
    '{"_id":"a","mail":{"work":"free"}}',
    '{"_id":"b","mail":{"work":"one"}}',
    '{"_id":"c","mail":{"work":"two"}}',
  ]);
  assert.deepEqual([result.counts.updated, result.counts.rejected], [3, 1]);
  assert.deepEqual(refused(w, result), [
    [1, 'duplicate key: the unique index mail.work_1_team_1 has {"mail.work":"two","team":1} already'],
  ]);
});

test('an index that cannot take a value costs that record alone', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'places';
  await w.documentsOf().createIndex({ at: '2dsphere' });
  const result = await importAndUndo(w, [
    '{"_id":1,"at":{"type":"Point","coordinates":[7,47]}}',
    '{"_id":2,"at":{"type":"Point","coordinates":[700,47]}}',
    '{"_id":3}',
  ]);
  assert.deepEqual([result.counts.inserted, refused(w, result)[0]?.[0]], [2, 2]);
});

test('keys with dots and dollars and empty keys are kept as they are, and can be changed and put back', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  const lines = [
    '{"_id":1,"a.b":1,"$c":2,"":3,"d":{"":{"e.f":4,"$g":5}},"$set":{"h":6}}',
    '{"_id":2,".":1,"$":2,"..":3}',
  ];
  const first = await w.import(w.file('keys.jsonl', lines.join('\n')));
  assert.equal(first.counts.inserted, 2);
  const [one] = await w.documents();
  assert.deepEqual(Object.keys(JSON.parse(one ?? '')), ['_id', 'a.b', '$c', '', 'd', '$set']);
  const result = await importAndUndo(w, ['{"_id":1,"a.b":9,"":8}', '{"_id":2,"$":7,"x":"more"}']);
  assert.equal(result.counts.updated, 2);
});

test('ids that MongoDB does not take cost their records alone, in an empty collection and beside others', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  const lines = [
    '{"_id":{"$strange":1},"a":1}',
    '{"_id":[1],"a":2}',
    '{"_id":{"$regularExpression":{"pattern":"^t","options":""}},"a":3}',
    '{"_id":{"a":{"$b":1}},"a":5}',
    '{"_id":"there","a":6}',
    '{"_id":{"x":1,"$y":2},"a":7}',
  ];
  for (const beginning of ['empty', 'something']) {
    if (beginning === 'something') await w.documentsOf().insertOne({ _id: 'there' as never, a: 0 });
    const result = await importAndUndo(w, lines);
    const records = refused(w, result).map(([record]) => record);
    assert.deepEqual(records, [1, 2, 3, 4, 6], beginning);
  }
});

test('ids that are equal only under the collation of the collection are one document, and the others are untouched', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'words';
  const collation = { locale: 'en', strength: 2 };
  await w.server.client.db(w.db).createCollection('words', { collation });
  await w.documentsOf().insertMany([
    { _id: 'Alpha' as never, n: 1 },
    { _id: 'beta' as never, n: 'x' },
  ]);
  const result = await importAndUndo(w, [
    '{"_id":"ALPHA","n":2}',
    '{"_id":"beta","n":"X"}',
    '{"_id":"gamma"}',
  ]);
  assert.deepEqual([result.counts.inserted, result.counts.updated, result.counts.rejected], [1, 1, 1]);
  assert.match(refused(w, result)[0]?.[1] ?? '', /another spelling/);
});

test('a clustered collection is imported into like any other', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'clustered';
  const clusteredIndex = { key: { _id: 1 }, unique: true };
  await w.server.client.db(w.db).createCollection('clustered', { clusteredIndex });
  await w.documentsOf().insertOne({ _id: 'c1' as never, n: 1 });
  const result = await importAndUndo(
    w,
    many(3).map((record) => JSON.stringify(record)),
  );
  assert.deepEqual([result.counts.inserted, result.counts.updated], [2, 1]);
});

const unfit = [
  ['a view', { viewOn: 'other' }, /is a view; records cannot be imported into it/],
  ['a time-series collection', { timeseries: { timeField: 'at' } }, /is a time-series collection;/],
  ['a capped collection', { capped: true, size: 4096 }, /is a capped collection;/],
] as const;
for (const [what, options, message] of unfit) {
  test(`${what} is refused before anything is written`, async (t) => {
    const w = await Workspace.open(t, mongod.server);
    w.collection = 'special';
    await w.server.client.db(w.db).createCollection('special', { ...options });
    const result = await w.import(w.file('a.jsonl', many(2)));
    assert.deepEqual([result.state, result.error?.code], ['failed', 'target-unsupported']);
    assert.match(result.error?.message ?? '', message);
    assert.equal((await w.undo(result.jobId)).state, 'undone');
    assert.equal(await w.exists(), true);
  });
}

const unfitNames = [
  ['admin', 'c', /"admin" cannot be the name of a database: it belongs to MongoDB itself/],
  ['local', 'c', /MongoDB itself/],
  ['config', 'c', /MongoDB itself/],
  ['with space', 'c', /a character that MongoDB does not allow/],
  ['with.dot', 'c', /a character that MongoDB does not allow/],
  ['d'.repeat(64), 'c', /longer than 63 bytes/],
  ['ok', 'with$dollar', /contains a \$/],
  ['ok', 'zero\0', /zero character/],
  ['ok', 'system.profile', /belong to MongoDB/],
  ['ok', '.hidden', /dot/],
  ['ok', 'é'.repeat(127), /too long/],
] as const;
test('names that MongoDB does not take are refused with words before anything is written', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('a.jsonl', many(1));
  const names = async (): Promise<string[]> =>
    (await w.server.client.db().admin().listDatabases({ nameOnly: true })).databases.map(({ name }) => name);
  const before = await names();
  for (const [db, collection, message] of unfitNames) {
    const target = { uri: w.server.uri, db, collection };
    const { jobId } = await w.engine.call('submit', { kind: 'import', paths: [path], target });
    const { state, error } = await w.engine.ended(jobId);
    assert.deepEqual([state, error?.code], ['failed', 'target-invalid'], `${db}.${collection}`);
    assert.match(error?.message ?? '', message);
  }
  assert.deepEqual(await names(), before);
});

test('the longest names that MongoDB takes are taken', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'c'.repeat(255 - w.db.length - 1);
  await importAndUndo(w, ['{"_id":1}', '{"_id":2}']);
  assert.equal(await w.exists(), false);
});

test('a user who may only read is told so, and nothing is written', async (t) => {
  const server = await startTestServer(['--auth']);
  t.after(() => server.stop());
  const admin = server.client.db('admin');
  await admin.command({ createUser: 'root', pwd: 'r', roles: ['root'] });
  const host = new URL(server.uri).host;
  await using client = new MongoClient(`mongodb://root:r@${host}/`);
  const roles = [{ role: 'read', db: 'shop' }];
  await client.db('admin').command({ createUser: 'reader', pwd: 'p', roles });
  await client
    .db('shop')
    .collection('there')
    .insertOne({ _id: 'c0' as never });
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('a.jsonl', many(3));
  const uri = `mongodb://reader:p@${host}/`;
  for (const collection of ['there', 'new']) {
    const target = { uri, db: 'shop', collection };
    const { jobId } = await w.engine.call('submit', { kind: 'import', paths: [path], target });
    const { state, error } = await w.engine.ended(jobId);
    assert.deepEqual([state, error?.code], ['failed', 'database-auth'], collection);
    assert.match(error?.message ?? '', /not authorized on shop/);
    const undone = await w.undo(jobId, { uri: `mongodb://root:r@${host}/` });
    assert.deepEqual([undone.state, undone.counts.deleted], ['undone', 0], undone.error?.message);
  }
  const documents = await client.db('shop').collection('there').find().toArray();
  assert.deepEqual(documents, [{ _id: 'c0' }]);
});
