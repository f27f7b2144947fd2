import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ObjectId } from 'bson';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { conversation, many } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

const hasCode = (code: string) => (error: unknown) => error instanceof SluiceError && error.code === code;

test('documents are read page by page in the order of their ids, whatever types those have', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const ids = [1, 2.5, 'a', 'b', { in: 1 }, new ObjectId(), true, new Date(0)];
  await w.documentsOf().insertMany(ids.map((_id, number) => ({ _id: _id as never, number })));
  const found: string[] = [];
  let after: string | undefined;
  for (let more = true; more;) {
    const page = await w.engine.call('documents', {
      target: w.target,
      limit: 3,
      ...(after === undefined ? {} : { after }),
    });
    assert.ok(page.rows.length <= 3);
    found.push(...page.rows.map(({ id }) => id));
    more = page.more;
    after = found.at(-1);
  }
  const stored = await w.documentsOf().find().sort({ _id: 1 }).toArray();
  assert.equal(found.length, ids.length);
  assert.equal(new Set(found).size, ids.length);
  assert.equal(found[0], '{"$numberInt":"1"}');
  assert.equal(stored.length, ids.length);
});

test('a row says what its document is: title, messages, size', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords([conversation('a', { title: 'On  sluices', model: 'opus' }), conversation('b')]);
  const { rows, more } = await w.engine.call('documents', { target: w.target });
  assert.equal(more, false);
  const [first, second] = rows;
  assert.equal(first?.title, 'On sluices');
  assert.equal(first?.label, 'a');
  assert.equal(first?.messages, 1);
  assert.match(first?.preview ?? '', /model: opus/);
  assert.ok((first?.bytes ?? 0) > 50);
  assert.equal(second?.label, 'b');
});

test('a conversation is read as messages, whatever form their content has', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.documentsOf().insertOne({
    _id: 'a' as never,
    title: 'T',
    messages: [
      { role: 'user', content: 'Hello', timestamp: '2026-01-01T00:00:00Z' },
      {
        type: 'assistant',
        content: [
          { type: 'text', text: 'One' },
          { type: 'text', text: 'Two' },
        ],
      },
      { sender: 'human', text: 'Plain' },
      'just text',
    ],
  });
  const page = await w.engine.call('messages', { target: w.target, id: '"a"', skip: 0, limit: 3 });
  assert.equal(page.total, 4);
  assert.deepEqual(page.messages, [
    { index: 0, role: 'user', time: '2026-01-01T00:00:00Z', text: 'Hello' },
    { index: 1, role: 'assistant', text: 'One\n\nTwo' },
    { index: 2, role: 'human', text: 'Plain' },
  ]);
  const rest = await w.engine.call('messages', { target: w.target, id: '"a"', skip: 3 });
  assert.deepEqual(rest.messages, [{ index: 3, role: '', text: 'just text' }]);
  const view = await w.engine.call('document', { target: w.target, id: '"a"' });
  assert.equal(view.messages, 4);
  assert.deepEqual(
    view.facts.map(({ name }) => name),
    ['_id', 'title'],
  );
  assert.equal(JSON.parse(view.text).messages.length, 4);
  await assert.rejects(
    w.engine.call('document', { target: w.target, id: '"b"' }),
    hasCode('document-missing'),
  );
});

test('a document of any depth is shown as JSON that says the same', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const document = {
    _id: 1 as never,
    empty: {},
    list: [],
    text: 'a "b", {c}: [d]',
    deep: [{ a: [1, { b: null }] }],
  };
  await w.documentsOf().insertOne(document);
  const { text, isCut } = await w.engine.call('document', { target: w.target, id: '1' });
  assert.equal(isCut, false);
  assert.deepEqual(JSON.parse(text), document);
  assert.match(text, /\n {2}"empty": \{\},\n/);
});

test('a query is counted, and what is wrong with one is told', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(30, { model: 'opus' }));
  const all = await w.engine.call('count', { target: w.target });
  assert.deepEqual([all.found, all.total], [30, 30]);
  assert.ok(all.averageBytes > 50);
  const some = await w.engine.call('count', { target: w.target, query: '{"_id":{"$in":["c1","c2"]}}' });
  assert.deepEqual([some.found, some.total], [2, 30]);
  await assert.rejects(w.engine.call('count', { target: w.target, query: '{' }), hasCode('query-invalid'));
  const missing = { ...w.target, collection: 'nothing' };
  await assert.rejects(w.engine.call('count', { target: missing }), hasCode('collection-missing'));
});

for (const format of ['json', 'jsonl', 'csv'] as const) {
  test(`a preview of ${format} is the beginning of the export`, async (t) => {
    const w = await Workspace.open(t, mongod.server);
    await w.importRecords(many(3, { title: 'A "title"' }));
    const fields = format === 'csv' ? { fields: ['id', 'title'] } : {};
    const preview = await w.engine.call('preview', { target: w.target, format, limit: 3, ...fields });
    const { output = '' } = await w.export({ out: w.path(`all.${format}`), format, limit: 3, ...fields });
    const timeless = (text: string): string => text.replace(/"export_date":"[^"]*"/, '');
    assert.equal(timeless(preview.text), timeless(readFileSync(output, 'utf8')));
    assert.equal(preview.records, 3);
    assert.ok((preview.averageBytes ?? 0) > 5);
  });
}

test('the first records of a file are a table, with gaps where a record lacks a field', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('some.jsonl', [
    { a: 1, b: 'x' },
    { b: 'y', c: [1, 2] },
  ]);
  const sample = await w.engine.call('sample', { path });
  assert.deepEqual(sample.columns, ['a', 'b', 'c']);
  assert.deepEqual(
    sample.rows.map(({ record, line, cells }) => [record, line, ...cells]),
    [
      [1, 1, '1', 'x', null],
      [2, 2, null, 'y', '[1,2]'],
    ],
  );
});

test('a job is run again as a job of its own, and reports on itself', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const first = await w.importRecords([conversation('a')]);
  const { jobId } = await w.engine.call('again', { jobId: first.jobId, uri: w.target.uri });
  assert.notEqual(jobId, first.jobId);
  const second = await w.engine.ended(jobId);
  assert.deepEqual([second.state, second.counts.unchanged], ['completed', 1]);
  const out = w.path('report.txt');
  const { text } = await w.engine.call('report', { jobId, out });
  assert.match(text, /^Sluice: Import\n/);
  assert.match(text, /\nunchanged: 1\n/);
  assert.equal(readFileSync(out, 'utf8'), text);
  assert.equal(existsSync(`${out}.part`), false);
});

test('a server that answers says what it is', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const facts = await w.engine.call('ping', { uri: w.target.uri });
  assert.match(facts.version, /^\d+\.\d+/);
  assert.equal(facts.topology, 'standalone');
  await assert.rejects(
    w.engine.call('ping', { uri: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200' }),
    hasCode('database-unreachable'),
  );
});
