import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import type { JobResult } from '../../main/engine/api/jobs.ts';
import { conversation } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

/** The text of a finished export, once it is what the result says it is. */
function textOf(result: JobResult): string {
  assert.equal(result.state, 'completed', result.error?.message);
  const bytes = readFileSync(result.output ?? '');
  assert.equal(result.bytes, bytes.length);
  assert.equal(result.sha256, createHash('sha256').update(bytes).digest('hex'));
  assert.equal(existsSync(`${result.output ?? ''}.part`), false);
  return bytes.toString('utf8');
}

async function withConversations(w: Workspace): Promise<void> {
  await w.importRecords([
    conversation('a', { created_at: '2026-03-01T00:00:00Z', cost_usd: 0.5, title: 'Say "hi", please' }),
    conversation('b', { created_at: '2026-01-01T00:00:00Z', cost_usd: 1.25, title: 'Two\nlines' }),
    conversation('c', { created_at: '2026-02-01T00:00:00Z', messages: [] }),
  ]);
}

test('conversations leave in an envelope whose totals are right, with id and without an equal _id', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await withConversations(w);
  const result = await w.export({ out: w.path('out.json') });
  const { export_date, ...envelope } = JSON.parse(textOf(result)) as Record<string, unknown>;
  assert.ok(!Number.isNaN(Date.parse(String(export_date))));
  assert.deepEqual(Object.keys(envelope), ['version', 'metadata', 'conversations']);
  assert.deepEqual(envelope.metadata, {
    total_conversations: 3,
    total_messages: 2,
    total_cost_usd: 1.75,
    date_range: { start: '2026-01-01T00:00:00Z', end: '2026-03-01T00:00:00Z' },
  });
  const records = envelope.conversations as Record<string, unknown>[];
  assert.deepEqual(
    records.map(({ id }) => id),
    ['a', 'b', 'c'],
  );
  assert.ok(records.every((record) => !('_id' in record)));
  assert.equal(result.counts.exported, 3);
});

test('other documents leave as an array with their _id', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  await w.importRecords([{ _id: 1, a: 'x' }, { _id: 2 }]);
  assert.equal(textOf(await w.export({ out: w.path('out.json') })), '[\n{"_id":1,"a":"x"},\n{"_id":2}\n]\n');
});

test('JSON Lines end with a line break, one document a line', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await withConversations(w);
  const lines = textOf(await w.export({ out: w.path('out.jsonl') })).split('\n');
  assert.equal(lines.pop(), '');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { id: string }).id),
    ['a', 'b', 'c'],
  );
});

test('conversations leave as CSV with the five columns, quoted where they must be', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await withConversations(w);
  assert.equal(
    textOf(await w.export({ out: w.path('out.csv') })),
    'id,title,created_at,message_count,cost_usd\n' +
      'a,"Say ""hi"", please",2026-03-01T00:00:00Z,1,0.5\n' +
      'b,"Two\nlines",2026-01-01T00:00:00Z,1,1.25\n' +
      'c,,2026-02-01T00:00:00Z,0,\n',
  );
});

test('query, sort, ids, fields and limit choose what leaves', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await withConversations(w);
  const idsOf = async (options: Parameters<Workspace['export']>[0]): Promise<unknown> => {
    const text = textOf(await w.export({ out: w.path('out.jsonl'), overwrite: true, ...options }));
    return text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);
  };
  assert.deepEqual(await idsOf({ query: '{"cost_usd":{"$gt":0.4}}' }), ['a', 'b']);
  assert.deepEqual(await idsOf({ sort: '{"created_at":-1}' }), ['a', 'c', 'b']);
  assert.deepEqual(await idsOf({ sort: '{"created_at":1}', limit: 1 }), ['b']);
  assert.deepEqual(await idsOf({ ids: ['c', 'a', 'nobody'] }), ['a', 'c']);
  assert.deepEqual(await idsOf({ ids: ['c', 'a'], query: '{"cost_usd":0.5}' }), ['a']);
  const fields = textOf(await w.export({ out: w.path('fields.jsonl'), fields: ['id', 'cost_usd'] }));
  assert.equal(fields.split('\n')[0], '{"id":"a","cost_usd":0.5}');
});

test('a limit and a sort also bound the totals of the envelope', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await withConversations(w);
  const text = textOf(await w.export({ out: w.path('out.json'), sort: '{"created_at":1}', limit: 2 }));
  const { metadata } = JSON.parse(text) as { metadata: Record<string, unknown> };
  assert.deepEqual([metadata.total_conversations, metadata.total_cost_usd], [2, 1.25]);
});

test('a query finds integers past 2^53 and ids that are numbers or ObjectIds', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  const oid = '0123456789abcdef01234567';
  const lines = ['{"_id":7,"n":9007199254740993}', `{"_id":{"$oid":"${oid}"},"n":9007199254740992}`];
  await w.import(w.file('a.jsonl', lines.join('\n')));
  const query = '{"n":{"$numberLong":"9007199254740993"}}';
  assert.equal(
    textOf(await w.export({ out: w.path('a.jsonl2'), format: 'jsonl', query })),
    '{"_id":7,"n":9007199254740993}\n',
  );
  assert.equal((await w.export({ out: w.path('b.jsonl'), ids: ['7', oid] })).counts.exported, 2);
});

test('queries that are no Extended JSON, and those that the server refuses, fail and leave nothing', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await withConversations(w);
  const codes: unknown[] = [];
  for (const options of [
    { query: '{' },
    { query: '[]' },
    { sort: '7' },
    { sort: '{"a":"up"}' },
    { query: '{"$nonsense":1}' },
  ]) {
    const result = await w.export({ out: w.path('out.json'), ...options });
    codes.push([result.state, result.error?.code]);
  }
  assert.deepEqual(codes, [
    ['failed', 'query-invalid'],
    ['failed', 'query-invalid'],
    ['failed', 'query-invalid'],
    ['failed', 'query-invalid'],
    ['failed', 'database-refused'],
  ]);
  assert.deepEqual(
    readdirSync(w.folder).filter((name) => name.startsWith('out')),
    [],
  );
});

test('a file that is there is not overwritten unless asked, and stays as it was', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await withConversations(w);
  const out = w.file('mine.json', 'precious');
  const refused = await w.export({ out });
  assert.deepEqual([refused.state, refused.error?.code], ['failed', 'output-exists']);
  assert.equal(readFileSync(out, 'utf8'), 'precious');
  assert.match(textOf(await w.export({ out, overwrite: true })), /^\{"version"/);
});

test('an output that cannot be written fails with its path', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await withConversations(w);
  const result = await w.export({ out: w.path('no such folder/out.json') });
  assert.deepEqual([result.error?.code, result.error?.details.reason], ['output-unwritable', 'ENOENT']);
});

test('an empty collection leaves as an empty envelope, array, or file; one that is not there is an error', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  for (const name of ['conversations', 'things']) await w.server.client.db(w.db).createCollection(name);
  const envelope = JSON.parse(textOf(await w.export({ out: w.path('a.json') }))) as Record<string, unknown>;
  assert.deepEqual(envelope.conversations, []);
  w.collection = 'things';
  assert.deepEqual(JSON.parse(textOf(await w.export({ out: w.path('b.json') }))), []);
  assert.equal(textOf(await w.export({ out: w.path('b.jsonl') })), '');
  w.collection = 'nowhere';
  const missing = await w.export({ out: w.path('c.json') });
  assert.deepEqual([missing.state, missing.error?.code], ['failed', 'collection-missing']);
  assert.equal(existsSync(w.path('c.json')), false);
});

test('a cancelled export leaves no file, and no part of one', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  await w
    .documentsOf()
    .insertMany(Array.from({ length: 3000 }, (_, i) => ({ _id: i as never, text: 'x'.repeat(5000) })));
  const { jobId } = await w.engine.call('submit', {
    kind: 'export',
    target: w.target,
    out: w.path('out.json'),
  });
  await new Promise<void>((resolve) => {
    const off = w.engine.on('progress', ({ phase }) => {
      if (phase !== 'exporting') return;
      off();
      resolve();
    });
  });
  await w.engine.call('cancel', { jobId });
  assert.equal((await w.engine.ended(jobId)).state, 'cancelled');
  assert.deepEqual(readdirSync(w.folder), []);
});

test('an export that breaks off after its first documents leaves nothing', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  await w.documentsOf().insertMany(
    Array.from({ length: 5000 }, (_, i) => ({
      _id: i as never,
      s: i === 4999 ? 'x' : 1,
      pad: 'x'.repeat(2000),
    })),
  );
  const query = '{"$expr":{"$gt":[{"$add":["$s",1]},0]}}';
  const result = await w.export({ out: w.path('out.jsonl'), query, shape: 'any' });
  assert.deepEqual([result.state, result.error?.code], ['failed', 'database-refused']);
  assert.deepEqual(readdirSync(w.folder), []);
});

test('standard output gets the same bytes that a file would', async (t) => {
  const chunks: Buffer[] = [];
  const stdout = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  const w = await Workspace.open(t, mongod.server, { stdout });
  await withConversations(w);
  const toFile = textOf(await w.export({ out: w.path('out.jsonl') }));
  const result = await w.export({ out: '-', format: 'jsonl' });
  assert.equal(Buffer.concat(chunks).toString('utf8'), toFile);
  assert.equal(result.sha256, createHash('sha256').update(toFile).digest('hex'));
});

test('20,000 tiny documents leave in their order', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'tiny';
  await w.documentsOf().insertMany(Array.from({ length: 20_000 }, (_, i) => ({ _id: i as never })));
  const expected = Array.from({ length: 20_000 }, (_, i) => `{"_id":${i}}\n`).join('');
  assert.equal(textOf(await w.export({ out: w.path('tiny.jsonl'), sort: '{"_id":1}' })), expected);
});

test('a leftover .part of a crash is written over', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await withConversations(w);
  writeFileSync(w.path('out.jsonl.part'), 'x'.repeat(100_000));
  assert.equal(
    textOf(await w.export({ out: w.path('out.jsonl') }))
      .trimEnd()
      .split('\n').length,
    3,
  );
});
