import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'bson';
import { collectionHash, conversation } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

test('every BSON type comes back byte for byte from canonical Extended JSON', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'types';
  const values = [
    new Double(1),
    new Double(-0),
    new Double(Number.NaN),
    new Double(Number.NEGATIVE_INFINITY),
    new Double(5e-324),
    'text with "quotes", \\ and \u0000 and \u{1F600} and \u2028',
    { nested: { 'a.b': 1, $dollar: 2, '': 3 } },
    [1, [2, [3, {}]], []],
    new Binary(Buffer.from([1, 2, 3]), 0),
    new Binary(Buffer.from([9]), 0x80),
    new UUID('01234567-89ab-4def-8123-456789abcdef'),
    new ObjectId('0123456789abcdef01234567'),
    true,
    false,
    new Date(0),
    new Date(-1),
    new Date(8.64e15),
    null,
    new BSONRegExp('^a/b"\\d', 'im'),
    new DBRef('things', new ObjectId('0123456789abcdef01234567'), 'db'),
    new Code('return 1'),
    new Code('return a', { a: new Int32(1) }),
    new BSONSymbol('symbol'),
    new Int32(-2147483648),
    new Timestamp({ t: 7, i: 4294967295 }),
    Long.fromString('9007199254740993'),
    Long.MIN_VALUE,
    Decimal128.fromString('0.1E-6000'),
    Decimal128.fromString('-NaN'),
    new MinKey(),
    new MaxKey(),
  ];
  const records = values.map((value, i) => ({ _id: i as never, value, 'k.ey': { deep: [value] } }));
  await w.documentsOf().insertMany(records);
  await w
    .documentsOf()
    .insertMany([{ _id: { a: 1 } as never }, { _id: new UUID() as never }, { _id: new Date(5) as never }]);
  const out = w.path('types.jsonl');
  assert.equal((await w.export({ out, ejson: 'canonical' })).state, 'completed');
  const original = await w.hash();
  w.collection = 'copy';
  const copy = await w.import(out);
  assert.deepEqual(
    [copy.counts.inserted, copy.counts.rejected],
    [values.length + 3, 0],
    JSON.stringify(w.rejects(copy.jobId)),
  );
  assert.equal(await collectionHash(w.server, w.db, 'copy'), original);
});

test('conversations survive a round trip through every JSON layout byte for byte', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords([
    conversation('a', { cost_usd: 0.5, title: 'Say "hi"' }),
    conversation('b', { n: 1e300, messages: [] }),
  ]);
  const original = await w.hash();
  for (const name of ['out.json', 'out.jsonl']) {
    w.collection = 'conversations';
    const { output = '' } = await w.export({ out: w.path(name) });
    w.collection = `copy of ${name}`;
    await w.import(output);
    assert.equal(await w.hash(), original, name);
  }
});

test('documents of 10 MB leave and come back', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'large';
  for (let i = 0; i < 4; i++)
    await w.documentsOf().insertOne({ _id: i as never, text: String(i).repeat(10_000_000) });
  const result = await w.export({ out: w.path('large.json') });
  assert.equal(result.counts.exported, 4, result.error?.message);
  const original = await w.hash();
  w.collection = 'copy';
  await w.import(w.path('large.json'));
  assert.equal(await w.hash(), original);
});
