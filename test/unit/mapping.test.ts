import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decimal128, deserialize, type Document, Long, ObjectId, serialize } from 'bson';
import type { FieldRule } from '../../main/engine/api/requests.ts';
import { ByteWriter } from '../../main/engine/formats/bson/document-writer.ts';
import type { RejectReason } from '../../main/engine/formats/records.ts';
import { mapped } from '../../main/engine/shapes/mapping/mapped.ts';
import type { Shaper } from '../../main/engine/shapes/shaper.ts';

const asItCame: Shaper = (record, _number, out) => {
  out.append(record);
  return { derived: 0 };
};

/** The record under the rules, or why it is rejected. */
function map(record: Document, rules: readonly FieldRule[]): Document | RejectReason {
  const out = new ByteWriter();
  const result = mapped(rules, asItCame)(serialize(record), 1, out);
  return 'code' in result ? result : deserialize(out.written(), { promoteValues: false });
}

/** The document with values as JavaScript has them, in their order. */
function plain(record: Document, rules: readonly FieldRule[]): string {
  const result = map(record, rules);
  return JSON.stringify(deserialize(serialize(result)));
}

const type = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && '_bsontype' in value ? value._bsontype : typeof value;

test('fields are renamed in their place, left out, and others stay as they are', () => {
  const record = { a: 1, b: { c: 2, d: [{ e: 3, f: 4 }, { e: 5 }, 6] }, g: 'x', ü: true };
  assert.equal(
    plain(record, [
      { from: 'a', to: 'first' },
      { from: 'b.d.e', to: 'b.d.é' },
      { from: 'b.c', to: null },
      { from: 'ü', to: 'u' },
      { from: 'not there', to: 'z' },
    ]),
    '{"first":1,"b":{"d":[{"é":3,"f":4},{"é":5},6]},"g":"x","u":true}',
  );
  assert.equal(
    plain(record, [
      { from: 'b', to: 'c' },
      { from: 'b.c', to: 'b.x' },
    ]),
    '{"a":1,"c":{"x":2,"d":[{"e":3,"f":4},{"e":5},6]},"g":"x","ü":true}',
  );
});

test('fields can change names with each other', () => {
  assert.equal(
    plain({ a: 1, b: 2 }, [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
    ]),
    '{"b":1,"a":2}',
  );
});

test('a record in which two fields would get one name is rejected', () => {
  const reason = map({ a: 1, b: 2 }, [{ from: 'a', to: 'b' }]);
  assert.deepEqual([reason.code, reason.field], ['field-twice', 'b']);
  assert.equal(plain({ b: 2 }, [{ from: 'a', to: 'b' }]), '{"b":2}');
  assert.equal(
    plain({ a: 1, b: 2 }, [
      { from: 'a', to: 'b' },
      { from: 'b', to: null },
    ]),
    '{"b":1}',
  );
});

const hex = '65a1b2c3d4e5f60718293a4b';

for (const [wanted, value, expected] of [
  ['string', 5, '5'],
  ['string', 1.5, '1.5'],
  ['string', Long.fromString('9007199254740993'), '9007199254740993'],
  ['string', true, 'true'],
  ['string', new ObjectId(hex), hex],
  ['string', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['integer', ' 007 ', 7],
  ['integer', '-3', -3],
  ['integer', '2147483648', 2_147_483_648n],
  ['integer', '5.0', 5],
  ['double', '1e3', 1000],
  ['double', '12', 12],
  ['boolean', 'TRUE', true],
  ['boolean', '0', false],
  ['boolean', 1, true],
  ['date', '2026-01-31T12:00:00.123456Z', '2026-01-31T12:00:00.123Z'],
  ['date', '2026-01-31', '2026-01-31T00:00:00.000Z'],
  ['date', 1_700_000_000, '2023-11-14T22:13:20.000Z'],
  ['date', '1700000000123', '2023-11-14T22:13:20.123Z'],
  ['date', '1912', '1912-01-01T00:00:00.000Z'],
  ['date', '1969-12-31T23:59:59.9995Z', '1969-12-31T23:59:59.999Z'],
  ['integer', '', null],
  ['date', '  ', null],
  ['date', null, null],
  ['string', '', ''],
] as const) {
  test(`${JSON.stringify(String(value))} as ${wanted} is ${String(expected)}`, () => {
    const result = map({ v: value }, [{ from: 'v', type: wanted }]);
    const after = deserialize(serialize(result), { useBigInt64: true }).v as unknown;
    assert.equal(after instanceof Date ? after.toISOString() : after, expected);
  });
}

test('values get the type that was asked for, whatever they were', () => {
  const result = map({ i: '5', l: '9007199254740993', d: 5, c: '1.10', o: hex }, [
    { from: 'i', type: 'integer' },
    { from: 'l', type: 'integer' },
    { from: 'd', type: 'double' },
    { from: 'c', type: 'decimal' },
    { from: 'o', type: 'objectId' },
  ]) as Document;
  assert.deepEqual(Object.values(result).map(type), ['Int32', 'Long', 'Double', 'Decimal128', 'ObjectId']);
  assert.equal((result.c as Decimal128).toString(), '1.10');
});

test('each element of an array is converted', () => {
  assert.equal(
    plain({ a: ['1', 2, null], b: [{ c: '3' }] }, [
      { from: 'a', type: 'integer' },
      { from: 'b.c', type: 'integer' },
    ]),
    '{"a":[1,2,null],"b":[{"c":3}]}',
  );
});

for (const [wanted, value] of [
  ['integer', '1.5'],
  ['integer', '9223372036854775808'],
  ['integer', 'seven'],
  ['integer', true],
  ['double', 'NaN'],
  ['double', Long.fromString('9007199254740993')],
  ['decimal', '12345678901234567890123456789012345'],
  ['boolean', 'maybe'],
  ['date', 'yesterday'],
  ['date', '31.01.2026'],
  ['objectId', 'abc'],
  ['string', { nested: 1 }],
] as const) {
  test(`${JSON.stringify(value)} is no ${wanted}, which rejects the record by the field's name`, () => {
    const reason = map({ v: value }, [{ from: 'v', type: wanted }]);
    assert.deepEqual([reason.code, reason.field], ['field-type', 'v']);
    assert.match(String(reason.message), /^v holds .+, which is not .+\.$/);
  });
}

for (const [rules, words] of [
  [
    [
      { from: 'a', to: 'b' },
      { from: 'a', type: 'date' },
    ],
    /two rules/,
  ],
  [[{ from: 'a.b', to: 'b' }], /a\.b can become a\.b, but not b/],
  [[{ from: 'a', to: 'b.a' }], /do not move/],
  [
    [
      { from: 'a', to: null },
      { from: 'a.b', to: 'a.c' },
    ],
    /as a whole/,
  ],
  [
    [
      { from: 'a', type: 'date' },
      { from: 'a.b', to: 'a.c' },
    ],
    /as a whole/,
  ],
  [[{ from: 'a', to: null, type: 'date' }], /left out/],
  [[{ from: 'a[0]', to: 'a[1]' }], /element of an array/],
  [[{ from: 'a\0', to: null }], /zero character/],
] as const) {
  test(`rules that cannot be followed: ${JSON.stringify(rules)}`, () => {
    assert.throws(() => mapped(rules, asItCame), { code: 'mapping-invalid', message: words });
  });
}
