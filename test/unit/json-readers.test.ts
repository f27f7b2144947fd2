import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { BSON, EJSON } from 'bson';
import fc from 'fast-check';
import { pick } from 'stream-json/filters/pick.js';
import { parser } from 'stream-json';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { readDocument } from '../../main/engine/formats/json/read-document.ts';
import { readLines } from '../../main/engine/formats/json/read-lines.ts';
import { CollectingSink, inPieces } from '../support/collect.ts';

const options = { maxRecordBytes: 1024 * 1024, invalidExtended: 'reject' as const };

async function readAll(
  text: string | Buffer,
  recordPath: readonly string[] | undefined,
  size = 7,
): Promise<CollectingSink> {
  const sink = new CollectingSink();
  await readDocument(inPieces(Buffer.from(text), size), sink, { ...options, recordPath });
  return sink;
}

async function lines(text: string | Buffer, size = 7, maxRecordBytes = 1024 * 1024): Promise<CollectingSink> {
  const sink = new CollectingSink();
  await readLines(inPieces(Buffer.from(text), size), sink, { ...options, maxRecordBytes });
  return sink;
}

/** The documents as JSON, through the library. */
const objects = (sink: CollectingSink): unknown[] =>
  sink.documents.map(
    ({ bson }) =>
      JSON.parse(
        EJSON.stringify(BSON.deserialize(bson, { promoteValues: false }), { relaxed: true }),
      ) as unknown,
  );

const record = fc
  .dictionary(
    fc.string({ unit: 'grapheme', maxLength: 6 }).filter((k) => !k.startsWith('$')),
    fc.jsonValue({ maxDepth: 3 }),
    { noNullPrototype: true },
  )
  .filter((value) => !JSON.stringify(value).includes('"$'));

test('records of a root array are those that stream-json finds, whatever the chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 2 }),
      async (values, size, indent) => {
        const text = JSON.stringify(values, undefined, indent);
        const arbiter = Readable.from([text]).pipe(parser.asStream()).pipe(streamArray.asStream());
        const expected: unknown[] = [];
        for await (const { value } of arbiter) expected.push(value);
        const sink = await readAll(text, [], size);
        assert.deepEqual(objects(sink), expected);
      },
    ),
    { numRuns: 200 },
  );
});

test('records at a path are those that stream-json picks there, with their exact bytes and lines', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 5 }),
      fc.jsonValue(),
      fc.integer({ min: 1, max: 40 }),
      async (values, other, size) => {
        const text = JSON.stringify(
          { before: other, metadata: { conversations: [1, '}]'] }, conversations: values, after: other },
          undefined,
          1,
        );
        const arbiter = Readable.from([text])
          .pipe(parser.asStream())
          .pipe(pick.asStream({ filter: 'conversations' }))
          .pipe(streamArray.asStream());
        const expected: unknown[] = [];
        for await (const { value } of arbiter) expected.push(value);
        const sink = await readAll(text, ['conversations'], size);
        assert.equal(sink.rejects.length, 0);
        const bytes = Buffer.from(text);
        assert.deepEqual(
          sink.documents.map(
            ({ position }) =>
              JSON.parse(bytes.toString('utf8', position.byteStart, position.byteEnd)) as unknown,
          ),
          expected,
        );
        for (const { position } of sink.documents) {
          assert.equal(position.line, bytes.toString('utf8', 0, position.byteStart).split('\n').length);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('a deeper path leads to its array, past arrays of the same name elsewhere', async () => {
  const text = '{"data":{"x":[0],"items":[{"a":1},{"a":2}]},"items":[{"a":3}]}';
  assert.deepEqual(objects(await readAll(text, ['data', 'items'])), [{ a: 1 }, { a: 2 }]);
});

test('values one after another are records, with or without white space between them', async () => {
  assert.deepEqual(objects(await readAll('{"a":1}{"a":2}\n\n{"a":\n3}', undefined)), [
    { a: 1 },
    { a: 2 },
    { a: 3 },
  ]);
});

test('a BOM is skipped, in documents and in lines', async () => {
  assert.deepEqual(objects(await readAll('\ufeff[{"a":1}]', [], 1)), [{ a: 1 }]);
  assert.deepEqual(objects(await lines('\ufeff{"a":1}\n', 1)), [{ a: 1 }]);
});

test('a broken but balanced record costs itself alone', async () => {
  const sink = await readAll('[{"a":1},{"a":tru},{"a":3},7,"text"]', []);
  assert.deepEqual(objects(sink), [{ a: 1 }, { a: 3 }]);
  assert.deepEqual(
    sink.rejects.map((reject) => [reject.position.record, reject.code, reject.raw?.toString()]),
    [
      [2, 'json-syntax', '{"a":tru}'],
      [4, 'json-not-object', '7'],
      [5, 'json-not-object', '"text"'],
    ],
  );
});

test('a document that breaks off inside a record says where, and keeps the rest as a reject', async () => {
  for (const size of [1, 3, 1000]) {
    const sink = new CollectingSink();
    const text = '[\n{"a":1},\n{"a":"two';
    await assert.rejects(
      readDocument(inPieces(Buffer.from(text), size), sink, { ...options, recordPath: [] }),
      (error) => {
        assert.ok(error instanceof SluiceError);
        assert.equal(error.code, 'json-broken');
        assert.equal(error.details.line, 3);
        return true;
      },
    );
    assert.equal(sink.documents.length, 1);
    assert.deepEqual(
      sink.rejects.map(({ raw, position }) => [raw?.toString(), position.line, position.byteStart]),
      [['{"a":"two', 3, 11]],
    );
  }
});

test('brackets that do not match cost the rest, from the record they stand in', async () => {
  const sink = new CollectingSink();
  await assert.rejects(
    readDocument(inPieces(Buffer.from('[{"a":1},{"a":[1}},{"a":3}]'), 100), sink, {
      ...options,
      recordPath: [],
    }),
    { code: 'json-broken' },
  );
  assert.deepEqual(objects(sink), [{ a: 1 }]);
  assert.equal(sink.rejects.length, 1);
});

test('documents that are not whole or hold no records are errors, never silence', async () => {
  for (const [text, path, code] of [
    ['[{"a":1}', [], 'json-broken'],
    ['[{"a":1}] [', [], 'json-broken'],
    ['[{"a":1} {"a":2}]', [], 'json-broken'],
    ['{"conversations":[{"a":1}]', ['conversations'], 'json-broken'],
    ['{"other":[1]}', ['conversations'], 'json-no-records'],
    ['{"conversations":[],"conversations":[{"a":1}]}', ['conversations'], 'json-broken'],
    ['[,{"a":1}]', [], 'json-broken'],
  ] as const) {
    await assert.rejects(readAll(text, path), { code }, text);
  }
});

test('JSON Lines: blank lines, CRLF, no newline at the end; a broken line costs itself', async () => {
  for (const size of [1, 5, 1000]) {
    const sink = await lines('{"a":1}\r\n\r\n  \n{"a":\n{"a":3}\n42\n{"a":"é"}', size);
    assert.deepEqual(objects(sink), [{ a: 1 }, { a: 3 }, { a: 'é' }]);
    assert.deepEqual(
      sink.rejects.map(({ code, position }) => [position.record, position.line, code]),
      [
        [2, 4, 'json-syntax'],
        [4, 6, 'json-not-object'],
      ],
    );
    assert.deepEqual(
      sink.documents.map(({ position }) => position.line),
      [1, 5, 7],
    );
  }
});

test('a record over the limit is a reject with its range, in lines and in documents, and memory does not follow it', async () => {
  const big = JSON.stringify({ a: 'x\\"'.repeat(2000) });
  for (const size of [10, 333, 100000]) {
    const sink = await lines(`{"a":1}\n${big}\n{"a":3}\n`, size, 1000);
    assert.deepEqual(objects(sink), [{ a: 1 }, { a: 3 }]);
    assert.deepEqual(
      sink.rejects.map(({ code, raw, position }) => [code, raw, position.byteEnd - position.byteStart]),
      [['record-too-large', undefined, big.length]],
    );
    const inArray = new CollectingSink();
    await readDocument(inPieces(Buffer.from(`[{"a":1},${big},{"a":3}]`), size), inArray, {
      ...options,
      maxRecordBytes: 1000,
      recordPath: [],
    });
    assert.deepEqual(objects(inArray), [{ a: 1 }, { a: 3 }]);
    assert.deepEqual(
      inArray.rejects.map(({ code, position }) => [code, position.byteEnd - position.byteStart]),
      [['record-too-large', big.length]],
    );
  }
});
