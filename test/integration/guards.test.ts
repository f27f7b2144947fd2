import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { BSON, type Document, Double, Int32, Long } from 'bson';
import fc from 'fast-check';
import { connect } from '../../main/engine/mongo/connect.ts';
import {
  deleteDocuments,
  insertDocuments,
  replaceDocuments,
  type Workplace,
} from '../../main/engine/mongo/documents.ts';
import { canonical, rawDocumentsOf } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';

const mongod = useMongod();
let made = 0;

/** A collection that holds the documents, as bytes like those that a job has read. */
async function filled(t: TestContext, documents: readonly Document[]) {
  const db = `guards${process.pid}_${made++}`;
  const connection = await connect(mongod.server.uri);
  const place: Workplace = { connection, db, collection: 'c', jobId: 'j' };
  const collection = mongod.server.client.db(db).collection('c');
  await collection.insertMany([...documents]);
  t.after(async () => {
    await connection.close();
    await mongod.server.client.db(db).dropDatabase();
  });
  const read = await rawDocumentsOf(mongod.server.client, db, 'c');
  const now = async (): Promise<Document[]> => collection.find({}, { sort: { _id: 1 } }).toArray();
  return { place, collection, read, now };
}

/** The document with other values, field order kept and new fields at the end. */
function withFields(bytes: Uint8Array, fields: Document): Uint8Array {
  return BSON.serialize({ ...BSON.deserialize(bytes, { promoteValues: false }), ...fields });
}

const bulk = (letter: string): Document[] => [{ text: letter.repeat(5000) }];
const hundred = Array.from({ length: 100 }, (_, i) => ({
  _id: i as never,
  name: `n${i}`,
  at: 1,
  messages: bulk('a'),
}));

test('many documents are changed by one command, each to its own values', async (t) => {
  const { place, read, now } = await filled(t, hundred);
  const replacements = read.map((before, i) => ({ before, after: withFields(before, { name: `m${i}` }) }));
  assert.deepEqual(await replaceDocuments(place, replacements), { count: 100, refusals: [] });
  assert.deepEqual(
    (await now()).map(({ name }): unknown => name),
    hundred.map((_, i) => `m${i}`),
  );
});

test('a document that somebody changed since is left as it is; the others of its command are changed', async (t) => {
  const { place, collection, read, now } = await filled(t, hundred);
  const others: readonly [number, Document][] = [
    [3, { $set: { name: 'theirs' } }],
    [4, { $set: { name: 'N4' } }],
    [5, { $set: { more: true } }],
    [6, { $unset: { messages: 1 } }],
    [7, { $push: { messages: { text: 'more' } } }],
  ];
  for (const [id, update] of others) await collection.updateOne({ _id: id as never }, update);
  const theirs = await now();
  const replacements = read.map((before) => ({ before, after: withFields(before, { name: 'ours' }) }));
  const reply = await replaceDocuments(place, replacements);
  assert.deepEqual(reply, { count: 95, refusals: [] });
  for (const [i, document] of (await now()).entries()) {
    if (i >= 3 && i <= 7) assert.deepEqual(document, theirs[i]);
    else assert.equal(document.name, 'ours');
  }
});

test('a large field that the job overwrites is compared to its last byte', async (t) => {
  const { place, collection, read, now } = await filled(t, hundred);
  await collection.updateOne({ _id: 2 as never }, { $set: { messages: bulk('z') } });
  const replacements = read.map((before) => ({ before, after: withFields(before, { messages: bulk('b') }) }));
  assert.equal((await replaceDocuments(place, replacements)).count, 99);
  assert.deepEqual((await now())[2]?.messages, bulk('z'));
});

test('what somebody changes meanwhile in other fields than the job stays', async (t) => {
  const { place, collection, read, now } = await filled(t, hundred);
  await collection.updateOne({ _id: 2 as never }, { $set: { messages: bulk('z') } });
  await collection.updateOne({ _id: 3 as never }, { $set: { at: 2 } });
  const replacements = read.map((before) => ({ before, after: withFields(before, { name: 'ours' }) }));
  await replaceDocuments(place, replacements);
  const documents = await now();
  assert.deepEqual(documents[2], { ...hundred[2], name: 'ours', messages: bulk('z') });
  assert.deepEqual(documents[3], { ...hundred[3], name: 'ours', at: 2 });
});

test('members of a command that change different fields are each guarded by what is theirs', async (t) => {
  const { place, collection, read, now } = await filled(t, hundred);
  const change = (i: number): Document =>
    i % 3 === 0 ? { name: `m${i}` } : i % 3 === 1 ? { at: 7, more: i } : { messages: bulk('b') };
  const replacements = read.map((before, i) => ({ before, after: withFields(before, change(i)) }));
  await collection.updateOne({ _id: 30 as never }, { $set: { name: 'N30' } });
  await collection.updateOne({ _id: 31 as never }, { $set: { at: 2 } });
  await collection.updateOne({ _id: 32 as never }, { $set: { messages: bulk('z') } });
  assert.equal((await replaceDocuments(place, replacements)).count, 97);
  const theirs: Record<number, Document> = {
    30: { name: 'N30' },
    31: { at: 2 },
    32: { messages: bulk('z') },
  };
  assert.deepEqual(
    await now(),
    hundred.map((document, i) => ({ ...document, ...(theirs[i] ?? change(i)) })),
  );
});

test('a refusal names the document that the database refuses, and the others of its command are changed', async (t) => {
  const { place, collection, read, now } = await filled(t, hundred);
  await collection.createIndex({ name: 1 }, { unique: true });
  const replacements = read.slice(0, 50).map((before, i) => ({
    before,
    after: withFields(before, { name: i === 7 ? 'n80' : `m${i}` }),
  }));
  const reply = await replaceDocuments(place, replacements);
  assert.deepEqual(
    reply.refusals.map(({ index, duplicateOf }) => [index, duplicateOf]),
    [[7, ['name']]],
  );
  const names = (await now()).map(({ name }): unknown => name);
  assert.deepEqual(
    names.slice(0, 50),
    hundred.slice(0, 50).map((_, i) => (i === 7 ? 'n7' : `m${i}`)),
  );
});

test('documents are deleted together, but for those that somebody changed since', async (t) => {
  for (const guard of ['whole', 'outline'] as const) {
    const { place, collection, read, now } = await filled(t, hundred);
    await collection.updateOne({ _id: 2 as never }, { $set: { at: 2 } });
    await collection.updateOne({ _id: 90 as never }, { $set: { messages: [] } });
    assert.equal((await deleteDocuments(place, read, guard)).count, 98);
    assert.deepEqual(
      (await now()).map(({ _id }): unknown => _id),
      [2, 90],
    );
  }
});

test('a whole guard of a deletion sees one byte in a large field', async (t) => {
  const { place, collection, read, now } = await filled(t, hundred);
  await collection.updateOne({ _id: 2 as never }, { $set: { messages: bulk('z') } });
  assert.equal((await deleteDocuments(place, read, 'whole')).count, 99);
  assert.equal((await now()).length, 1);
});

const names = fc.constantFrom('a', 'b', 'a.b', '$x', '$literal', '', '0', '10', '2', 'ä', 'size', 'fields');
const values = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom<unknown>(
    null,
    true,
    new Int32(1),
    new Double(1),
    Long.fromNumber(1),
    [],
    {},
    ['$a', { $b: 1 }],
    { '$c.d': '$$ROOT' },
    'x'.repeat(5000),
    { deep: 'y'.repeat(2000) },
  ),
);
/** As pairs: an object would put names that are numbers first. */
const fields = fc.uniqueArray(fc.tuple(names, values), { selector: ([name]) => name, maxLength: 6 });

test('whatever the fields are, a document comes out exactly as it was to be', async (t) => {
  const { place, collection } = await filled(t, [{ nothing: true }]);
  const property = fc.asyncProperty(
    fc.array(fc.record({ before: fields, after: fields, isMerged: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    }),
    async (cases) => {
      await collection.deleteMany({});
      const replacements = cases.map(({ before, after, isMerged }, _id) => ({
        before: BSON.serialize(new Map<string, unknown>([['_id', _id], ...before])),
        after: BSON.serialize(
          new Map<string, unknown>([['_id', _id], ...(isMerged ? before : []), ...after]),
        ),
      }));
      const documents = replacements.map(({ before }) => before);
      assert.deepEqual((await insertDocuments(place, documents)).refusals, []);
      assert.deepEqual(await replaceDocuments(place, replacements), { count: cases.length, refusals: [] });
      const found = await rawDocumentsOf(mongod.server.client, place.db, 'c');
      assert.deepEqual(
        new Set(found.map(canonical)),
        new Set(replacements.map(({ after }) => canonical(after))),
      );
    },
  );
  await fc.assert(property, { numRuns: 150 });
});
