import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { createAnyShaper } from '../../main/engine/shapes/any.ts';
import { ByteWriter } from '../../main/engine/formats/bson/document-writer.ts';
import { homeFolders } from '../../main/engine/files/home.ts';
import { BSON } from 'bson';
import { canonical, conversation } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

const one = '{"id":"one","messages":[{"type":"user","content":"Hi"}],"created_at":"2026-01-01T00:00:00Z"}';
const two = '{"id":"two","messages":[{"type":"assistant","content":"Yes?"}],"title":"Given"}';

const layouts: Readonly<Record<string, readonly [file: string, content: string]>> = {
  'an envelope': [
    'a.json',
    `{"version":"1.0.0","metadata":{"n":[1]},"conversations":[${one},\n${two}],"after":true}`,
  ],
  'a root array': ['b.json', `[${one},${two}]`],
  'objects one after another': ['c.json', `{"id":"one",\n${one.slice(12)}\n${two}`],
  'JSON Lines with blank lines': ['d.jsonl', `\n${one}\n\n  \n${two}\n\n`],
  'JSON Lines with CRLF and a byte order mark': ['e.jsonl', `\uFEFF${one}\r\n${two}\r\n`],
  'JSON Lines without a last line break': ['f.ndjson', `${one}\n${two}`],
};

for (const [name, [file, content]] of Object.entries(layouts)) {
  test(`${name} becomes documents with _id and id first and derived fields last`, async (t) => {
    const w = await Workspace.open(t, mongod.server);
    const result = await w.import(w.file(file, content));
    assert.equal(result.state, 'completed', result.error?.message);
    assert.deepEqual([result.counts.read, result.counts.inserted], [2, 2]);
    assert.equal(result.sha256, createHash('sha256').update(content).digest('hex'));
    assert.equal(result.bytes, Buffer.byteLength(content));
    assert.deepEqual(await w.documents(), [
      '{"_id":"one","id":"one","messages":[{"type":"user","content":"Hi"}],"created_at":"2026-01-01T00:00:00Z",' +
        '"title":"Hi","message_count":{"$numberInt":"1"}}',
      '{"_id":"two","id":"two","messages":[{"type":"assistant","content":"Yes?"}],"title":"Given","message_count":{"$numberInt":"1"}}',
    ]);
  });
}

test('a CSV becomes documents with the types of its columns and ids of its own', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'people';
  const path = w.file('people.csv', '_id,zip,age,member\na,01234,30,true\nb,"9,\n9",31,false\n');
  const result = await w.import(path);
  assert.equal(result.state, 'completed', result.error?.message);
  assert.deepEqual(await w.documents(), [
    '{"_id":"a","zip":"01234","age":{"$numberInt":"30"},"member":true}',
    '{"_id":"b","zip":"9,\\n9","age":{"$numberInt":"31"},"member":false}',
  ]);
});

test('standard input is staged, imported, and its copy is gone afterwards', async (t) => {
  const w = await Workspace.open(t, mongod.server, {
    stdin: Readable.from([Buffer.from(`${one}\n`), Buffer.from(two)]),
  });
  const result = await w.import('-');
  assert.equal(result.state, 'completed', result.error?.message);
  assert.equal(result.counts.inserted, 2);
  assert.equal(result.sources?.[0]?.filename, 'standard input');
  assert.equal(result.sha256, createHash('sha256').update(`${one}\n${two}`).digest('hex'));
  assert.deepEqual(readdirSync(homeFolders(w.home).temp), []);
});

test('standard input that was not lent is refused', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const result = await w.import('-');
  assert.deepEqual([result.state, result.error?.code], ['failed', 'request-invalid']);
});

test('a staged import reads the copy, and takes the copy away', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('staged.json', `[${one}]`);
  const result = await w.import(path, { stage: true });
  assert.equal(result.state, 'completed', result.error?.message);
  assert.equal(result.sources?.[0]?.path, path);
  assert.ok(result.sources?.[0]?.stagedPath?.startsWith(homeFolders(w.home).temp));
  assert.equal(result.sources?.[0]?.checksum, result.sha256);
  assert.equal(readFileSync(path, 'utf8'), `[${one}]`);
  assert.deepEqual(readdirSync(homeFolders(w.home).temp), []);
});

test('keys with dots and dollars stay keys, fields keep their order, numbers their types', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  const content =
    '{"z":1,"_id":"k","a.b":1.0,"a":{"b":2147483648},"$c":0.1,"n":1e400,"big":9223372036854775808,"neg":-0}';
  await w.import(w.file('things.jsonl', `${content}\n`));
  assert.deepEqual(await w.documents(), [
    '{"_id":"k","z":{"$numberInt":"1"},"a.b":{"$numberDouble":"1.0"},"a":{"b":{"$numberLong":"2147483648"}},' +
      '"$c":{"$numberDouble":"0.1"},"n":{"$numberDecimal":"1E+400"},"big":{"$numberDecimal":"9223372036854775808"},' +
      '"neg":{"$numberDouble":"-0.0"}}',
  ]);
});

test('an update changes the fields of the record and leaves the others, a key a.b among them, in their places', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w
    .documentsOf()
    .insertOne({ _id: 'one' as never, 'a.b': 'old', a: { b: 'nested' }, other: 1, title: 'Mine' });
  const record = '{"id":"one","new":true,"messages":[],"a.b":"new"}';
  const result = await w.import(w.file('update.jsonl', `${record}\n`));
  assert.equal(result.counts.updated, 1);
  assert.deepEqual(await w.documents(), [
    '{"_id":"one","a.b":"new","a":{"b":"nested"},"other":{"$numberInt":"1"},"title":"Mine","id":"one","new":true,"messages":[]}',
  ]);
});

test('derived fields are set on insert only', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords([conversation('one')]);
  await w.documentsOf().updateOne({ _id: 'one' as never }, { $set: { title: 'By hand', message_count: 99 } });
  await w.importRecords([conversation('one', { model: 'opus' })]);
  const document = await w.document('one');
  assert.deepEqual([document?.title, document?.message_count, document?.model], ['By hand', 99, 'opus']);
});

test('records without _id get ids that come out the same when the same job is read again', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  const { jobId } = await w.importRecords([{ a: 1 }, { a: 2 }, { a: 3 }], { batchSize: 2 });
  const stored = await w.documents();
  const shape = createAnyShaper(jobId);
  const again = [1, 2, 3].map((record) => {
    const out = new ByteWriter();
    shape(BSON.serialize({ a: record }), record, out);
    return canonical(out.written());
  });
  assert.match(stored[0] ?? '', /^{"_id":{"\$oid":"[0-9a-f]{24}"},"a":/);
  assert.deepEqual(stored, again);
  const other = await w.importRecords([{ a: 1 }]);
  assert.equal(other.counts.inserted, 1, 'another job makes other ids');
});

test('an import into a view, or under a name that MongoDB does not take, is refused', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords([conversation('one')]);
  await w.server.client.db(w.db).createCollection('seen', { viewOn: 'conversations', pipeline: [] });
  const codes: (string | undefined)[] = [];
  for (const collection of ['seen', 'a$b', 'system.x']) {
    w.collection = collection;
    codes.push((await w.import(w.file('x.jsonl', [conversation('two')]))).error?.code);
  }
  assert.deepEqual(codes, ['target-unsupported', 'target-invalid', 'target-invalid']);
});

test('a server that does not answer fails the job with its address and without the password', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const uri = 'mongodb://user:secret-word@127.0.0.1:1/?serverSelectionTimeoutMS=50';
  const { jobId } = await w.engine.call('submit', {
    kind: 'import',
    paths: [w.file('x.jsonl', [conversation('one')])],
    target: { uri },
  });
  const result = await w.engine.ended(jobId);
  assert.equal(result.error?.code, 'database-unreachable');
  assert.match(result.error?.message ?? '', /127\.0\.0\.1:1/);
  assert.doesNotMatch(JSON.stringify(result), /secret-word/);
});
