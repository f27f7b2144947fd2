import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EJSON, deserialize, serialize } from 'bson';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { columnTree } from '../../main/engine/formats/csv/header.ts';
import { readCsv } from '../../main/engine/formats/csv/read.ts';
import { cellValue, type ColumnType, decideType } from '../../main/engine/formats/csv/types.ts';
import { documentOf } from '../support/csv-document.ts';

/** The types are decided on so many rows. */
const sampleRows = 1000;

async function* cut(source: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < source.length; offset += size) yield source.subarray(offset, offset + size);
}

async function documents(source: string, chunkSize: number): Promise<Buffer[]> {
  const found: Buffer[] = [];
  const sink = {
    document: (_: unknown, bson: Uint8Array) => void found.push(Buffer.from(bson)),
    reject: (_: unknown, reason: unknown) => assert.fail(JSON.stringify(reason)),
    ready: () => Promise.resolve(),
    warn: () => {},
  };
  await readCsv(cut(Buffer.from(source), chunkSize), sink, { maxRecordBytes: 1 << 20 });
  return found;
}

/** The documents as the libraries make them: csv-parse for the cells, js-bson for the bytes. */
function expected(source: string): Uint8Array[] {
  const [names = [], ...rows] = parse(source, { record_delimiter: ['\r\n', '\n'], skip_empty_lines: true });
  const types = names.map((_, i) => decideType(rows.slice(0, sampleRows).map((row) => row[i] ?? '')));
  const value = (cell: string, type: ColumnType = 'text'): unknown => {
    const typed = cellValue(type, cell);
    return typed === undefined ? cell : typed;
  };
  const tree = columnTree(names);
  return rows.map((row) =>
    serialize(
      documentOf(
        tree,
        row.map((cell, i) => value(cell, types[i])),
      ),
    ),
  );
}

const inQuotes = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const written = (cell: string): string => (/[",\r\n]|^$/.test(cell) ? inQuotes(cell) : cell);

const text = fc.string({
  unit: fc.constantFrom('a', ' ', '"', ',', '\r', '\n', '\r\n', 'é', '😀', '0'),
  maxLength: 50,
});
const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
  fc.double({ noNaN: true }).map(String),
  fc.constantFrom(
    '0',
    '-0',
    '-0.0',
    '007',
    '+1',
    '1.10',
    '1e5',
    '1.5e300',
    '999999999',
    '-999999999',
    '1000000000',
  ),
);
const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
const date = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') })
    .map((d) => d.toISOString()),
  fc
    .tuple(fc.constantFrom('0001', '0099', '1900', '1969', '2000', '2023', '2024', '9999'), two(13), two(32))
    .map((parts) => parts.join('-')),
  fc
    .tuple(two(25), two(61), two(61), fc.constantFrom('Z', '.5Z', '.123Z', '.1234Z', '+02:00', ''))
    .map(([h, m, s, end]) => `2024-02-29T${h}:${m}:${s}${end}`),
);
const cell = fc.oneof(text, number, date, fc.constantFrom('', 'true', 'false', 'TRUE', 'null'));
const headers = fc.constantFrom(
  ['a', 'b', 'c'],
  ['a.x', 'b', 'a.y'],
  ['10', '2', '__proto__'],
  ['list[1]', 'list[0].deep', 'ä ö'],
);

test('property: documents are byte for byte what csv-parse and js-bson make of the cells', async () => {
  const table = fc.record({
    header: headers,
    rows: fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    chunkSize: fc.integer({ min: 1, max: 64 }),
  });
  await fc.assert(
    fc.asyncProperty(table, async ({ header, rows, lineEnd, chunkSize }) => {
      const source = [header, ...rows].map((row) => row.map(written).join(',')).join(lineEnd);
      assertSame(await documents(source, chunkSize), expected(source));
    }),
    { numRuns: 600 },
  );
});

test('property: so are those after the sample that decides the types', async () => {
  const samples = [
    ['1', '2.5', 'true'],
    ['2024-01-02', '7', 'false'],
    ['2024-01-02T03:04:05.678Z', '-3', 'plain'],
  ];
  const table = fc.record({
    sample: fc.constantFrom(...samples),
    rows: fc.array(fc.tuple(cell, cell, cell), { minLength: 20, maxLength: 60 }),
  });
  await fc.assert(
    fc.asyncProperty(table, async ({ sample, rows }) => {
      const all = [['a', 'b', 'c'], ...Array.from({ length: sampleRows }, () => sample), ...rows];
      const source = all.map((row) => row.map(written).join(',')).join('\n');
      assertSame(await documents(source, 4096), expected(source));
    }),
    { numRuns: 40 },
  );
});

function assertSame(found: readonly Uint8Array[], wanted: readonly Uint8Array[]): void {
  const readable = (bytes: Uint8Array): string =>
    EJSON.stringify(deserialize(bytes, { promoteValues: false }));
  assert.equal(found.length, wanted.length);
  for (const [i, bytes] of found.entries()) {
    const want = wanted[i] ?? new Uint8Array();
    if (Buffer.compare(bytes, want) !== 0) assert.equal(readable(bytes), readable(want));
    assert.equal(Buffer.compare(bytes, want), 0);
  }
}
