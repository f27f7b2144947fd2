import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Reject } from '../../main/engine/api/jobs.ts';
import { conversation } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

type RejectLine = Reject & { sluiceReject: number };

function linesOf(path: string | undefined): RejectLine[] {
  assert.ok(path, 'there is a rejects file');
  const text = readFileSync(path, 'utf8');
  assert.ok(text.endsWith('\n'));
  // Sound: the lines are what the test goes on to check.
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RejectLine);
}

const good = JSON.stringify(conversation('good'));
const broken = '{"id":"broken","messages":[}';
const noMessages = '{"id":"none"}';

test('a broken line of JSON Lines costs itself, and its reject says where, why and what', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const text = `${good}\n\n${broken}\n${noMessages}\n${JSON.stringify(conversation('last'))}`;
  const result = await w.import(w.file('a.jsonl', text), { shape: 'conversation' });
  assert.equal(result.state, 'completed');
  assert.deepEqual([result.counts.inserted, result.counts.rejected], [2, 2]);
  const [first, second] = linesOf(result.rejectsFile);
  const start = text.indexOf(broken);
  const { message, ...facts } = first ?? { message: '' };
  assert.deepEqual(facts, {
    sluiceReject: 1,
    record: 2,
    line: 3,
    byteStart: start,
    byteEnd: start + broken.length,
    code: 'json-syntax',
    raw: broken,
  });
  assert.match(message, /a value was expected \(line 3, byte 28 of the record\)/);
  assert.deepEqual(
    [second?.record, second?.line, second?.code, second?.field, second?.raw],
    [3, 4, 'conversation-messages', 'messages', noMessages],
  );
});

test('a broken but balanced element of an envelope costs itself', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const result = await w.import(
    w.file('a.json', `{"conversations":[${good},{"id":tru},${good.replace('good', 'next')}]}`),
  );
  assert.equal(result.state, 'completed');
  assert.deepEqual([result.counts.inserted, result.counts.rejected], [2, 1]);
});

test('the raw text of a rejects file, mended, is imported, and what is still broken is rejected again', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const first = await w.import(w.file('a.jsonl', `${good}\n${broken}\n${noMessages}\n`), {
    shape: 'conversation',
  });
  const lines = linesOf(first.rejectsFile);
  const mended = lines.map((line) => ({ ...line, raw: line.raw?.replace('[}', '[]}') }));
  const second = await w.import(w.file('mended.jsonl', mended), { shape: 'conversation' });
  assert.deepEqual([second.state, second.counts.inserted, second.counts.rejected], ['completed', 1, 1]);
  assert.deepEqual((await w.document('broken'))?.messages, []);
  assert.equal(linesOf(second.rejectsFile)[0]?.raw, noMessages);
});

test('bytes that are no UTF-8 come back from the rejects file as they were', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const bytes = Buffer.concat([
    Buffer.from('{"id":"x","messages":[],"t":"'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}'),
  ]);
  const result = await w.import(
    w.file('a.jsonl', Buffer.concat([Buffer.from(`${good}\n`), bytes, Buffer.from('\n')])),
  );
  const [line] = linesOf(result.rejectsFile);
  assert.equal(line?.encoding, 'base64');
  assert.deepEqual(Buffer.from(line?.raw ?? '', 'base64'), bytes);
});

test('what a unique index or a validator refuses is rejected with its bytes, and the others of the batch stand', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  const validator = { $jsonSchema: { properties: { age: { bsonType: 'int' } } } };
  await w.server.client.db(w.db).createCollection('things', { validator, validationAction: 'error' });
  await w.documentsOf().createIndex({ mail: 1 }, { unique: true, sparse: true });
  const records = [
    '{"_id":1,"mail":"a"}',
    '{"_id":2,"mail" : "a"}',
    '{"_id":3,"age":"old"}',
    '{"_id":4,"age":5}',
    '{"_id":5}',
  ];
  const result = await w.import(w.file('a.jsonl', records.join('\n')));
  assert.deepEqual([result.state, result.counts.inserted, result.counts.rejected], ['completed', 3, 2]);
  const lines = linesOf(result.rejectsFile);
  assert.deepEqual(
    lines.map(({ record, code, raw }) => [record, code, raw]),
    [
      [2, 'database-refused', records[1]],
      [3, 'database-refused', records[2]],
    ],
  );
  assert.match(lines[0]?.message ?? '', /duplicate key/);
  assert.match(lines[1]?.message ?? '', /validation/);
});

test('a validator that refuses a change keeps the document, and the undo of the rest is exact', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  await w.importRecords([
    { _id: 1, age: 1 },
    { _id: 2, age: 2 },
  ]);
  const before = await w.hash();
  await w.server.client.db(w.db).command({ collMod: 'things', validator: { age: { $lt: 10 } } });
  const result = await w.importRecords([
    { _id: 1, age: 11 },
    { _id: 2, age: 9 },
  ]);
  assert.deepEqual([result.counts.updated, result.counts.rejected], [1, 1]);
  const undone = await w.undo(result.jobId);
  assert.deepEqual([undone.counts.restored, undone.counts.kept], [1, 0]);
  assert.equal(await w.hash(), before);
});

test('a record too large for MongoDB, or nested too deeply, is rejected, and the ones around it stand', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  const large = `{"_id":"large","a":"${'x'.repeat(16 * 1024 * 1024)}"}`;
  const deep = `{"_id":"deep","a":${'['.repeat(200)}${']'.repeat(200)}}`;
  const asDeepAsItGets = `{"_id":"just","a":${'['.repeat(178)}${']'.repeat(178)}}`;
  const text = ['{"_id":1}', large, '{"_id":2}', deep, asDeepAsItGets, '{"_id":3}'].join('\n');
  const result = await w.import(w.file('a.jsonl', text));
  assert.deepEqual([result.state, result.counts.inserted, result.counts.rejected], ['completed', 4, 2]);
  const lines = linesOf(result.rejectsFile);
  assert.deepEqual(
    lines.map(({ record, code }) => [record, code]),
    [
      [2, 'document-too-large'],
      [4, 'json-depth'],
    ],
  );
  assert.equal(lines[0]?.raw, large);
  const deeper = await w.importRecords([{ _id: 'just', b: 1 }]);
  assert.equal(deeper.counts.updated, 1, 'the deepest document can be changed');
  assert.equal((await w.undo(deeper.jobId)).counts.restored, 1, 'and put back');
});

test('a record over the limit is a reject with its range and without its bytes', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  const text = `{"_id":1}\n{"_id":2,"a":"${'x'.repeat(300_000)}"}\n{"_id":3}\n`;
  const result = await w.import(w.file('a.jsonl', text), { maxRecordBytes: 1000 });
  assert.deepEqual([result.counts.inserted, result.counts.rejected], [2, 1]);
  const [line] = linesOf(result.rejectsFile);
  assert.deepEqual([line?.code, line?.raw, line?.byteStart], ['record-too-large', undefined, 10]);
  assert.equal(line?.byteEnd, text.lastIndexOf('\n{'));
});

test('a ragged row of a CSV is rejected with its line', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'people';
  const result = await w.import(w.file('a.csv', 'name,age\nAda,36\nBob\n"Cy\nrus",40\n'));
  assert.deepEqual([result.counts.inserted, result.counts.rejected], [2, 1]);
  const [line] = linesOf(result.rejectsFile);
  assert.deepEqual([line?.record, line?.line, line?.code, line?.raw?.trimEnd()], [2, 3, 'csv-row', 'Bob']);
});

test('rejects of many batches come in the order of their records, and can be written anywhere', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const text = Array.from({ length: 40 }, (_, i) =>
    i % 3 === 0 ? '{' : JSON.stringify(conversation(`c${i}`)),
  ).join('\n');
  const { jobId, counts } = await w.import(w.file('a.jsonl', text), {
    batchSize: 3,
    format: 'jsonl',
    shape: 'conversation',
  });
  assert.equal(counts.rejected, 14);
  const { path, count } = await w.engine.call('rejects', { jobId, out: w.path('mine.jsonl') });
  assert.equal(count, 14);
  assert.deepEqual(
    linesOf(path).map(({ record }) => record),
    Array.from({ length: 14 }, (_, i) => i * 3 + 1),
  );
});
