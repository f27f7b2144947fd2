import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type Row, RowCutter } from '../../main/engine/formats/csv/rows.ts';

interface Cut extends Row {
  /** The row's bytes as text; absent where the cutter does not keep them. */
  readonly text: string | undefined;
}

function cut(source: string, chunkSize: number, maxRecordBytes = 1000): Cut[] {
  const bytes = Buffer.from(source);
  const cutter = new RowCutter({ delimiter: ',', lineEnd: 'lf', maxRecordBytes, origin: 0 });
  const rows: Cut[] = [];
  const take = () => {
    for (let row = cutter.next(); row !== undefined; row = cutter.next()) {
      const kept = row.flaw !== 'too-large';
      rows.push({ ...row, text: kept ? cutter.bytes(row.byteStart, row.byteEnd).toString() : undefined });
    }
  };
  for (let offset = 0; offset < bytes.length; offset += chunkSize) {
    cutter.push(bytes.subarray(offset, offset + chunkSize));
    take();
  }
  cutter.end();
  take();
  return rows;
}

test('rows, their lines and their flaws are the same wherever the chunks end', () => {
  const source = 'a,"b"\r\n"c\r\n""d""",e\n\nf"g,h\n"i"j,"k\nl,m\r\n"n,\no';
  for (let chunkSize = 1; chunkSize <= source.length; chunkSize++) {
    assert.deepEqual(
      cut(source, chunkSize).map(({ text, line, flaw }) => [text, line, flaw]),
      [
        ['a,"b"', 1, undefined],
        ['"c\r\n""d""",e', 2, undefined],
        ['f"g,h', 5, 'quote'],
        ['"i"j,"k', 6, 'quote'],
        ['l,m', 7, undefined],
        ['"n,\no', 8, 'unterminated'],
      ],
      `chunks of ${chunkSize}`,
    );
  }
});

test('a row over the limit ends where it would have ended, quotes and all', () => {
  const big = `${'x'.repeat(50)},"two\nlines",""",\n""",z`;
  for (let chunkSize = 1; chunkSize <= 90; chunkSize++) {
    assert.deepEqual(
      cut(`a,b\n${big}\nc,d\n`, chunkSize, 20).map(({ text, line, flaw }) => [text, line, flaw]),
      [
        ['a,b', 1, undefined],
        [undefined, 2, 'too-large'],
        ['c,d', 5, undefined],
      ],
      `chunks of ${chunkSize}`,
    );
  }
});

test('a row of exactly the limit is kept, also when its CRLF comes in two chunks', () => {
  for (let chunkSize = 1; chunkSize <= 6; chunkSize++) {
    assert.deepEqual(
      cut('abcd\r\nx', chunkSize, 4).map(({ text, flaw }) => [text, flaw]),
      [
        ['abcd', undefined],
        ['x', undefined],
      ],
      `chunks of ${chunkSize}`,
    );
  }
});

test('property: the chunks never matter, and every byte between rows is a line end', () => {
  const noise = fc.string({
    unit: fc.constantFrom('"', ',', '\r', '\n', 'x', 'é', '""', '",', ',"'),
    maxLength: 80,
  });
  fc.assert(
    fc.property(
      noise,
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(4, 15, 1000),
      (source, chunkSize, limit) => {
        const rows = cut(source, chunkSize, limit);
        assert.deepEqual(rows, cut(source, 1000, limit));
        const bytes = Buffer.from(source);
        let end = 0;
        for (const row of [...rows, { byteStart: bytes.length, byteEnd: bytes.length }]) {
          assert.match(bytes.subarray(end, row.byteStart).toString(), /^[\r\n]*$/);
          end = row.byteEnd;
        }
      },
    ),
    { numRuns: 1000 },
  );
});
