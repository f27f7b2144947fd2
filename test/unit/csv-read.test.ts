import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deserialize } from 'bson';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { readCsv } from '../../main/engine/formats/csv/read.ts';
import type { RecordPosition, RejectReason } from '../../main/engine/formats/records.ts';

interface Read {
  readonly documents: { readonly position: RecordPosition; readonly document: Record<string, unknown> }[];
  readonly rejects: {
    readonly position: RecordPosition;
    readonly reason: RejectReason;
    readonly raw: string | undefined;
  }[];
  readonly warnings: string[];
}

async function* cut(source: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < source.length; offset += size) yield source.subarray(offset, offset + size);
}

async function read(
  source: string | Uint8Array,
  chunkSize = 65_536,
  maxRecordBytes = 1 << 20,
): Promise<Read> {
  const found: Read = { documents: [], rejects: [], warnings: [] };
  await readCsv(
    cut(Buffer.from(source), chunkSize),
    {
      document: (position, bson) =>
        found.documents.push({ position, document: deserialize(bson, { useBigInt64: true }) }),
      reject: (position, reason, raw) =>
        found.rejects.push({ position, reason, raw: raw && Buffer.from(raw).toString() }),
      ready: () => Promise.resolve(),
      warn: (message) => found.warnings.push(message),
    },
    { maxRecordBytes },
  );
  return found;
}

const documentsOf = async (source: string) => (await read(source)).documents.map(({ document }) => document);

async function headerReason(source: string): Promise<string> {
  const error = await read(source).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof SluiceError);
  assert.equal(error.code, 'csv-header');
  return String(error.details.reason);
}

test('a column becomes numbers, booleans or dates where every value is one', async () => {
  assert.deepEqual(
    await documentsOf(
      'i,l,d,b,t\n1,9007199254740993,0.1,true,2024-02-29\n-2,2,1.0,false,2024-01-01T01:00:00+01:00\n',
    ),
    [
      { i: 1, l: 9007199254740993n, d: 0.1, b: true, t: new Date('2024-02-29T00:00:00Z') },
      { i: -2, l: 2, d: 1, b: false, t: new Date('2024-01-01T00:00:00Z') },
    ],
  );
});

test('leading zeros, plus signs, versions, local times, impossible days and microseconds stay text', async () => {
  const cells = [
    '007',
    '+4930123',
    '1.10',
    '2024-01-01T10:00:00',
    '2024-02-30',
    '2024-01-01T10:00:00.123456Z',
    '0x10',
    '1e5',
  ];
  const header = cells.map((_, column) => `c${column}`).join(',');
  const [document] = await documentsOf(`${header}\n${cells.join(',')}\n`);
  assert.deepEqual(Object.values(document ?? {}), cells);
});

test('an empty cell is an empty text in a text column and null in another one', async () => {
  assert.deepEqual(await documentsOf('t,n,e\nx,1,\n,,\n'), [
    { t: 'x', n: 1, e: '' },
    { t: '', n: null, e: '' },
  ]);
});

test('values after the sample that are of another type stay text, with one warning a column', async () => {
  const rows = Array.from({ length: 1000 }, (_, row) => `${row},true`).join('\n');
  const found = await read(`n,b\n${rows}\nten,yes\n0.5,no\neleven,true\n`);
  assert.deepEqual(
    found.documents.slice(1000).map(({ document }) => document),
    [
      { n: 'ten', b: 'yes' },
      { n: 0.5, b: 'no' },
      { n: 'eleven', b: true },
    ],
  );
  assert.deepEqual(found.warnings, [
    'Column "n" looked like whole numbers at first; 2 values further down stayed text.',
    'Column "b" looked like true and false at first; 2 values further down stayed text.',
  ]);
});

for (const [name, delimiter] of Object.entries({ comma: ',', semicolon: ';', tab: '\t', pipe: '|' })) {
  test(`the delimiter ${name} is detected`, async () => {
    const source = [
      ['id', 'price'],
      ['a', '"1,5; x|y\tz"'],
      ['b', ''],
    ]
      .map((row) => row.join(delimiter))
      .join('\n');
    assert.deepEqual(await documentsOf(source), [
      { id: 'a', price: '1,5; x|y\tz' },
      { id: 'b', price: '' },
    ]);
  });
}

test('a byte order mark, CRLF, blank lines, line ends inside quotes and a missing last line end are read right', async () => {
  const source = '\ufeffid,text\r\n\r\na,"one\r\ntwo"\r\n\r\nb,"say ""hi"""';
  const found = await read(source, 1);
  assert.deepEqual(
    found.documents.map(({ document }) => document),
    [
      { id: 'a', text: 'one\r\ntwo' },
      { id: 'b', text: 'say "hi"' },
    ],
  );
  assert.deepEqual(
    found.documents.map(({ position }) => position.line),
    [3, 6],
  );
  assert.equal(found.documents[0]?.position.byteStart, Buffer.byteLength('\ufeffid,text\r\n\r\n'));
});

test('lines that end in CR alone are read', async () => {
  assert.deepEqual(await documentsOf('a,b\rx,"y\rz"\rv,w\r'), [
    { a: 'x', b: 'y\rz' },
    { a: 'v', b: 'w' },
  ]);
});

test('dotted names make nested fields and arrays; names that only look like it stay whole', async () => {
  assert.deepEqual(await documentsOf('_id,a.b,a.c[0],a.c[1].d,No.,Approx. size,x [1]\n1,2,3,4,5,6,7\n'), [
    { _id: 1, a: { b: 2, c: [3, { d: 4 }] }, 'No.': 5, 'Approx. size': 6, 'x [1]': 7 },
  ]);
});

test('numeric names keep their order, and __proto__ is a field like any other', async () => {
  const [document] = await documentsOf('2025,2024,__proto__.polluted\n1,2,yes\n');
  assert.deepEqual(Object.keys(document ?? {}).length, 3);
  assert.ok(Object.hasOwn(document ?? {}, '__proto__'));
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test('names that are empty, twice there or contradictory are an error', async () => {
  assert.match(await headerReason('a,,b\n1,2,3\n'), /column 2 has no name/);
  assert.match(await headerReason('a,b,a\n1,2,3\n'), /"a" is there twice/);
  assert.match(await headerReason('a,a.b\n1,2\n'), /"a\.b" contradicts/);
  assert.match(await headerReason('a[0],a[2]\n1,2\n'), /no column "a\[1\]"/);
  assert.match(await headerReason('a,"b\n1,2\n'), /never closed/);
  assert.match(await headerReason(''), /there is none/);
});

test('ragged and broken rows are rejects with their line and bytes, and the rest goes on', async () => {
  const source = 'a,b\n1,"x"y\n2,é\n3\n4,5,6\n7,z"z\n8,"two\nlines"\n';
  const found = await read(source, 3);
  assert.deepEqual(
    found.documents.map(({ document }) => document),
    [
      { a: 2, b: 'é' },
      { a: 8, b: 'two\nlines' },
    ],
  );
  assert.deepEqual(
    found.rejects.map(({ raw, position }) => [raw, position.line, position.record]),
    [
      ['1,"x"y', 2, 1],
      ['3', 4, 3],
      ['4,5,6', 5, 4],
      ['7,z"z', 6, 5],
    ],
  );
  for (const { raw, position, reason } of found.rejects) {
    assert.equal(Buffer.from(source).subarray(position.byteStart, position.byteEnd).toString(), raw);
    assert.equal(reason.code, 'csv-row');
  }
});

test('a quote that is never closed makes one reject of the rest', async () => {
  const found = await read('a,b\n1,2\n3,"open\n5,6\n', 4);
  assert.equal(found.documents.length, 1);
  assert.deepEqual(
    found.rejects.map(({ raw }) => raw),
    ['3,"open\n5,6\n'],
  );
});

test('a row that is not UTF-8 is a reject; its neighbours are not', async () => {
  const source = Buffer.concat([Buffer.from('a,b\n1,é\n2,'), Buffer.from([0xff]), Buffer.from('\n3,ü\n')]);
  const found = await read(source);
  assert.deepEqual(
    found.documents.map(({ document }) => document.b),
    ['é', 'ü'],
  );
  assert.equal(found.rejects[0]?.reason.message, 'The row is not UTF-8 text.');
});

test('a row over the limit is a reject without its bytes, wherever the chunks end', async () => {
  const big = `2,"${'x""\n,'.repeat(5000)}"`;
  const source = `a,b\n1,x\n${big}\n3,z\n`;
  for (const chunkSize of [1, 7, 64, 70_000]) {
    const found = await read(source, chunkSize, 100);
    assert.deepEqual(
      found.documents.map(({ document, position }) => [document.a, position.line]),
      [
        [1, 2],
        [3, 5003 + 1],
      ],
    );
    assert.deepEqual(
      found.rejects.map(({ raw, reason }) => [raw, reason.code]),
      [[undefined, 'record-too-large']],
    );
    const position = found.rejects[0]?.position;
    assert.equal(source.slice(position?.byteStart, position?.byteEnd), big);
  }
});

test('a row of more than 16 MiB is a reject, the next one is read', async () => {
  const found = await read(`a,b\n1,${'x'.repeat(17 << 20)}\n2,y\n`, 1 << 16, 64 << 20);
  assert.deepEqual(
    found.rejects.map(({ reason }) => reason.code),
    ['document-too-large'],
  );
  assert.deepEqual(
    found.documents.map(({ document }) => document),
    [{ a: 2, b: 'y' }],
  );
});

const cell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', ',', ';', '\r', '\n', ' ', 'é', '😀', 'a', '0'), maxLength: 8 }),
);
const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const table = fc.record({
  rows: fc.array(fc.tuple(cell, cell, cell), { maxLength: 12 }),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  chunkSize: fc.integer({ min: 1, max: 40 }),
  bom: fc.constantFrom('', '\ufeff'),
});

test('property: every record is exactly the bytes at its position, as csv-parse reads them', async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ rows, lineEnd, chunkSize, bom }) => {
      const lines = [['#one', '#two', '#three'], ...rows].map((row) => row.map(quoted).join(','));
      const source = Buffer.from(bom + lines.join(lineEnd) + lineEnd);
      const found = await read(source, chunkSize);
      assert.equal(found.rejects.length, 0);
      assert.equal(found.documents.length, rows.length);
      for (const [index, { position }] of found.documents.entries()) {
        const slice = source.subarray(position.byteStart, position.byteEnd);
        assert.equal(slice.toString(), lines[index + 1]);
        assert.deepEqual(parse(slice, { record_delimiter: ['\r\n', '\n'] }), [rows[index]]);
      }
    }),
  );
});

test('property: whatever the bytes are, the rows come in order, never overlap, and chunks do not matter', async () => {
  const noise = fc.string({
    unit: fc.constantFrom('"', ',', '\r', '\n', 'x', 'é', '""', '",'),
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(
      noise,
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(5, 1000),
      async (text, chunkSize, limit) => {
        const source = `aa,b\n${text}`;
        const whole = await read(source, 1 << 16, limit);
        assert.deepEqual(await read(source, chunkSize, limit), whole);
        const positions = [...whole.documents, ...whole.rejects].map(({ position }) => position);
        positions.sort((a, b) => a.record - b.record);
        for (const [index, position] of positions.entries()) {
          assert.equal(position.record, index + 1);
          assert.ok(position.byteStart >= (positions[index - 1]?.byteEnd ?? 4));
          assert.ok(position.byteEnd > position.byteStart);
        }
      },
    ),
    { numRuns: 500 },
  );
});
