import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  Binary,
  BSON,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import fc from 'fast-check';
import { ByteWriter } from '../../main/engine/formats/bson/document-writer.ts';
import type { DocumentBatch } from '../../main/engine/formats/bson/document-batch.ts';
import { KernelDecoder } from '../../main/engine/formats/json/kernel-decoder.ts';
import { KernelEncoder } from '../../main/engine/formats/json/kernel-encoder.ts';
import { TranscodeFault, Transcoder } from '../../main/engine/formats/json/transcode.ts';
import { JsonEncoder } from '../../main/engine/formats/json/write.ts';
import { compileKernel, kernelFile } from '../../scripts/lib/kernel.mjs';

const decoder = new KernelDecoder();
decoder.grow(256 * 1024);
const writer = new ByteWriter();
const transcoder = new Transcoder(writer, { invalidExtended: 'reject' });

/** What the kernel makes of the text, undefined where it leaves it to the slow way. */
function byKernel(text: Buffer): Buffer | undefined {
  text.copy(decoder.bytes);
  const document = decoder.decodeSlice(decoder.bytes.subarray(0, text.length));
  return document && Buffer.from(document);
}

/** What the slow way makes of it, undefined where it refuses. */
function bySlowWay(text: Buffer): Buffer | undefined {
  writer.position = 0;
  try {
    transcoder.transcode(text);
  } catch (error) {
    assert.ok(error instanceof TranscodeFault);
    return undefined;
  }
  return Buffer.from(writer.written());
}

/** The kernel may leave anything to the slow way, but what it takes has to be the same. */
function assertAgree(text: Buffer): void {
  const found = byKernel(text);
  if (!found) return;
  const wanted = bySlowWay(text);
  assert.ok(wanted, `the kernel took what is no record: ${text.toString()}`);
  assert.equal(Buffer.compare(found, wanted), 0, text.toString());
}

const space = fc.constantFrom('', '', ' ', '\n', '\t \r\n');
const rawText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('a', '\\', '"', '\n', '\u0000', 'é', '😀', '$'), maxLength: 40 }),
  fc.string({ minLength: 60, maxLength: 100 }),
);
/** Texts as JSON.stringify writes them, and with every character escaped. */
const jsonText = fc
  .tuple(rawText, fc.boolean())
  .map(([text, isEscaped]) =>
    isEscaped
      ? `"${Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`
      : JSON.stringify(text),
  );
const jsonNumber = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }).map((n) => n.toFixed(4)),
  fc
    .tuple(fc.nat({ max: 9_999_999 }), fc.nat({ max: 9_999_999 }), fc.integer({ min: -330, max: 330 }))
    .map(([a, b, e]) => `${a}.${b}e${e}`),
  fc.constantFrom(
    '-0',
    '-0.0',
    '0.0',
    '1.0',
    '1e3',
    '1E+22',
    '1e23',
    '01',
    '1.',
    '.5',
    '-',
    '+1',
    '0e0',
    '1e400',
  ),
);
const jsonKey = fc.oneof(
  fc.constantFrom(
    '"a"',
    '"b"',
    '"_id"',
    '"$oid"',
    '"$date"',
    '"$x"',
    '"a.b"',
    '""',
    '"\\u0061"',
    '"\\u0000"',
  ),
  jsonText,
);
const { value: jsonValue } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('null', 'true', 'false', 'nul', 'True', '{"$oid":"0123456789abcdef01234567"}'),
    fc.constantFrom(
      '{"$date":"2024-01-01T00:00:00Z"}',
      '{"$numberLong":"5"}',
      '{"$oid":5}',
      '{ "$date" : 1}',
    ),
    jsonNumber,
    jsonText,
    fc
      .tuple(fc.array(tie('value'), { maxLength: 12 }), space)
      .map(([all, s]) => `[${s}${all.join(`${s},${s}`)}${s}]`),
    fc
      .tuple(fc.array(fc.tuple(jsonKey, tie('value')), { maxLength: 8 }), space)
      .map(([all, s]) => `{${s}${all.map(([k, v]) => `${k}${s}:${s}${v}`).join(`${s},`)}${s}}`),
  ),
}));
const record = fc
  .array(fc.tuple(jsonKey, jsonValue), { maxLength: 6 })
  .map((all) => `{${all.map(([k, v]) => `${k}:${v}`).join(',')}}`);

test('property: what the kernel takes of JSON becomes what the slow way makes of it', () => {
  fc.assert(
    fc.property(record, (text) => assertAgree(Buffer.from(text))),
    { numRuns: 3000 },
  );
});

test('property: so it is with texts that were damaged', () => {
  const damage = fc.record({
    text: record,
    at: fc.nat(),
    bytes: fc.uint8Array({ maxLength: 3 }),
    cut: fc.nat({ max: 3 }),
  });
  fc.assert(
    fc.property(damage, ({ text, at, bytes, cut }) => {
      const source = Buffer.from(text);
      const place = at % (source.length + 1);
      assertAgree(Buffer.concat([source.subarray(0, place), bytes, source.subarray(place + cut)]));
    }),
    { numRuns: 3000 },
  );
});

test('property: a record that is not whole is never taken', () => {
  fc.assert(
    fc.property(record, (text) => {
      const source = Buffer.from(text);
      source.copy(decoder.bytes);
      for (let end = 1; end < source.length; end++) assert.equal(decoder.decode(0, end), undefined);
    }),
    { numRuns: 300 },
  );
});

test('the kernel takes what records usually are, so that the slow way is rare', () => {
  const usual = {
    id: 'c1',
    title: 'Ünïcödé "quoted"\n😀',
    n: [0, -1, 2147483648, 3.25, 1e-7, 0.1, 123456789012],
    none: null,
    flags: [true, false],
    deep: { er: { est: [] } },
    when: { $date: '2024-01-01T00:00:00Z' },
    owner: { $oid: '0123456789abcdef01234567' },
    many: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`key ${i}`, i])),
    long: 'x'.repeat(100_000),
  };
  const text = Buffer.from(JSON.stringify(usual));
  const found = byKernel(text);
  assert.ok(found);
  assert.deepEqual(found, bySlowWay(text));
});

test('a key that stands twice is left to the slow way, in small objects and in large ones', () => {
  for (const count of [2, 10, 63, 64, 65, 66, 1000, 16_000]) {
    const keys = Array.from({ length: count }, (_, i) => `"k${i}":1`);
    assert.ok(byKernel(Buffer.from(`{${keys.join(',')}}`)), `${count} keys`);
    for (const twin of [0, count >> 1, count - 1]) {
      const text = `{${[...keys, `"k${twin}":2`].join(',')}}`;
      assert.equal(byKernel(Buffer.from(text)), undefined, `${count} keys and key ${twin} again`);
    }
  }
});

test('objects as deep as MongoDB takes them are taken, deeper ones left to the slow way', () => {
  const nested = (depth: number): Buffer => Buffer.from('{"a":'.repeat(depth) + '1' + '}'.repeat(depth));
  assert.deepEqual(byKernel(nested(180)), bySlowWay(nested(180)));
  assert.equal(byKernel(nested(181)), undefined);
});

const bsonText = fc.string({ unit: 'grapheme', maxLength: 40 });
const scalar = fc.oneof(
  bsonText,
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\u0001', '\u007f', 'x', 'é'), maxLength: 40 }),
  fc.integer().map((n) => new Int32(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc.double().map((n) => new Double(n)),
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((n) => new Double(Number(n.toFixed(5)))),
  fc.integer().map((n) => new Double(n)),
  fc.date({ noInvalidDate: true }),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    -0,
    new ObjectId('0123456789abcdef01234567'),
    new Binary(Buffer.from('bytes')),
    new BSONRegExp('a"b', 'i'),
    new BSONSymbol('s"'),
    new Code('f()'),
    new Code('f()', { a: 1 }),
    Decimal128.fromString('1.10'),
    new Timestamp({ t: 1, i: 2 }),
    new MinKey(),
    new MaxKey(),
  ),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('tree'), { maxLength: 12 }),
    fc.dictionary(
      bsonText.filter((name) => !name.includes('\0')),
      tie('tree'),
      { maxKeys: 5 },
    ),
  ),
}));
const bsonDocument = fc
  .tuple(
    fc.constantFrom<Record<string, unknown>>(
      {},
      { _id: 'a' },
      { _id: 'a', id: 'a' },
      { id: 1, _id: 1 },
      { _id: 1, id: '1' },
    ),
    fc.dictionary(
      bsonText.filter((name) => !name.includes('\0')),
      tree,
      { maxKeys: 6 },
    ),
  )
  .map(([ids, rest]) => BSON.serialize({ ...ids, ...rest }));

/** The documents in both forms that they travel in. */
function batchesOf(documents: readonly Uint8Array[]): DocumentBatch[] {
  const elements = documents.flatMap((document, i) => [Buffer.from(`\u0003${i}\0`), document]);
  const length = Buffer.alloc(4);
  length.writeInt32LE(elements.reduce((sum, one) => sum + one.length, 5));
  return [
    { form: 'sequence', bytes: new Uint8Array(Buffer.concat(documents)) },
    { form: 'array', bytes: new Uint8Array(Buffer.concat([length, ...elements, Buffer.alloc(1)])) },
  ];
}

test('property: the kernel writes the same text as the slow way, of every type', () => {
  for (const hideEqualId of [true, false]) {
    const kernel = new KernelEncoder({ ejson: 'relaxed', hideEqualId });
    const slow = new JsonEncoder({ ejson: 'relaxed', hideEqualId });
    fc.assert(
      fc.property(fc.array(bsonDocument, { minLength: 1, maxLength: 6 }), (documents) => {
        const texts = documents.map((document) => {
          slow.out.position = 0;
          slow.document(document);
          return slow.out.written().toString();
        });
        for (const batch of batchesOf(documents)) {
          const text = (asLines: boolean, isFirst: boolean): string =>
            Buffer.from(kernel.encode(batch, asLines, isFirst)).toString();
          assert.equal(text(true, true), texts.map((one) => `${one}\n`).join(''));
          assert.equal(text(false, true), texts.join(',\n'));
          assert.equal(text(false, false), `,\n${texts.join(',\n')}`);
          assert.equal(kernel.documents, documents.length);
        }
      }),
      { numRuns: 700 },
    );
  }
});

test('a text that grows to six times its size is written whole', () => {
  const kernel = new KernelEncoder({ ejson: 'relaxed', hideEqualId: false });
  const text = '\u0001'.repeat(300_000);
  const written = Buffer.from(
    kernel.encode({ bytes: new Uint8Array(BSON.serialize({ text })), form: 'sequence' }, true, true),
  ).toString();
  assert.deepEqual(JSON.parse(written), { text });
});

test('the kernel in the tree is the one that its sources make', async () => {
  assert.equal(readFileSync(kernelFile, 'utf8'), await compileKernel());
});
