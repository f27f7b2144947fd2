import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decimal128, Double, Int32, Long, ObjectId, deserialize, serialize } from 'bson';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { readCsv } from '../../main/engine/formats/csv/read.ts';
import { conversationColumns, createCsvEncoder } from '../../main/engine/formats/csv/write.ts';

function write(
  columns: readonly string[],
  documents: readonly object[],
  ejson: 'relaxed' | 'canonical' = 'relaxed',
) {
  const encoder = createCsvEncoder({ columns, ejson });
  return Buffer.concat([encoder.header(), encoder.encode(documents.map((each) => serialize(each)))]);
}

/** Rows as csv-parse, which did not write them, reads them. */
const rowsOf = (csv: Buffer): string[][] => parse(csv, { record_delimiter: '\n' });

async function readBack(csv: Buffer): Promise<Record<string, unknown>[]> {
  const documents: Record<string, unknown>[] = [];
  const chunks = (async function* () {
    yield csv;
  })();
  const sink = {
    document: (_: unknown, bson: Uint8Array) =>
      void documents.push(deserialize(bson, { promoteValues: false })),
    reject: (_: unknown, reason: { readonly message: string }) => assert.fail(reason.message),
    ready: () => Promise.resolve(),
    warn: (message: string) => assert.fail(message),
  };
  await readCsv(chunks, sink, { maxRecordBytes: 1 << 20 });
  return documents;
}

test('a conversation is written under its usual header, with _id where there is no id', () => {
  const csv = write(conversationColumns, [
    {
      _id: 'x',
      title: 'a, "b"\nc',
      created_at: '2025-01-01T00:00:00Z',
      message_count: 2,
      cost_usd: new Double(1),
      messages: [{}],
    },
    { _id: 'y', id: 'z', title: null },
  ]);
  assert.equal(
    csv.toString(),
    'id,title,created_at,message_count,cost_usd\nx,"a, ""b""\nc",2025-01-01T00:00:00Z,2,1.0\nz,,,,\n',
  );
});

test('every BSON type has its text', () => {
  const oid = new ObjectId('0123456789abcdef01234567');
  const document = {
    oid,
    long: Long.fromString('9007199254740993'),
    decimal: Decimal128.fromString('1.10'),
    date: new Date('2025-01-01T00:00:00.500Z'),
    flag: false,
    small: 0.1,
    none: null,
    list: [1, { a: oid }],
    object: { n: new Int32(1), b: Buffer.from('hi') },
  };
  const columns = Object.keys(document);
  const [, relaxed] = rowsOf(write(columns, [document]));
  assert.deepEqual(relaxed?.slice(0, 7), [
    '0123456789abcdef01234567',
    '9007199254740993',
    '1.10',
    '2025-01-01T00:00:00.500Z',
    'false',
    '0.1',
    '',
  ]);
  assert.equal(relaxed?.[7], '[1,{"a":{"$oid":"0123456789abcdef01234567"}}]');
  assert.equal(relaxed?.[8], '{"n":1,"b":{"$binary":{"base64":"aGk=","subType":"00"}}}');
  const [, canonical] = rowsOf(write(['object'], [document], 'canonical'));
  assert.match(canonical?.[0] ?? '', /"n":\{"\$numberInt":"1"\}/);
});

test('columns reach into fields and arrays, and a field with a dot in its name comes first', () => {
  const documents = [{ a: { b: [{ c: 1 }, { c: 2 }] } }, { 'a.b[1].c': 'literal', a: 5 }, {}];
  assert.deepEqual(rowsOf(write(['a.b[1].c', 'a'], documents)), [
    ['a.b[1].c', 'a'],
    ['2', '{"b":[{"c":1},{"c":2}]}'],
    ['literal', '5'],
    ['', ''],
  ]);
});

test('what looks like a formula is written as it is', () => {
  assert.deepEqual(rowsOf(write(['t'], [{ t: '=1+1' }, { t: '@x' }])), [['t'], ['=1+1'], ['@x']]);
});

test('a single empty column is a row, not a blank line', () => {
  assert.equal(write(['t'], [{ t: '' }, {}]).toString(), 't\n""\n""\n');
});

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '\u2028', ';', '\t', '|', 'ü'), maxLength: 10 }),
);

test('property: csv-parse reads back every text that was written', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 10 }), (rows) => {
      const csv = write(
        ['x', 'y'],
        rows.map(([x, y]) => ({ x, y })),
      );
      assert.deepEqual(rowsOf(csv), [['x', 'y'], ...rows]);
    }),
  );
});

test('property: columns of one type come back with their values and types', async () => {
  const row = fc.record(
    {
      d: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => new Double(value)),
      i: fc.integer().map((value) => new Int32(value)),
      b: fc.boolean(),
      t: fc.date({
        min: new Date('0001-01-01T00:00:00Z'),
        max: new Date('9999-12-31T00:00:00Z'),
        noInvalidDate: true,
      }),
      s: text.map((value) => `s${value}`),
    },
    { noNullPrototype: true },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
      assert.deepEqual(await readBack(write(['d', 'i', 'b', 't', 's'], rows)), rows);
    }),
  );
});

test('property: fields of the document are written as the way for paths writes them, of every type', () => {
  const value = fc.oneof(
    text,
    fc.double().map((one) => new Double(one)),
    fc.integer().map((one) => new Int32(one)),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((one) => Long.fromBigInt(one)),
    fc.date({ noInvalidDate: true }),
    fc.constantFrom<unknown>(
      null,
      true,
      '',
      new ObjectId('0123456789abcdef01234567'),
      Decimal128.fromString('1.10'),
      ['a,b', { c: '"' }],
      { d: new Int32(1), e: [null] },
      Buffer.from('x'),
    ),
  );
  const columns = ['a', 'id', 'é'];
  const document = fc.dictionary(fc.constantFrom('a', 'id', '_id', 'é', 'other'), value, {
    maxKeys: 5,
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(document, fc.constantFrom('relaxed', 'canonical'), (fields, ejson) => {
      const bytes = serialize(fields);
      const row = (names: readonly string[]): string =>
        createCsvEncoder({ columns: names, ejson }).encode([bytes]).toString();
      // One more column that is a path sends all of them the other way.
      assert.equal(row([...columns, 'not.there']), row(columns).replace(/\n$/, ',\n'));
    }),
    { numRuns: 1000 },
  );
});
