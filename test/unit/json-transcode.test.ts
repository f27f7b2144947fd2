import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BSON, Decimal128, Double, EJSON, Int32, Long } from 'bson';
import fc from 'fast-check';
import { ByteWriter } from '../../main/engine/formats/bson/document-writer.ts';
import { maxDepth, TranscodeFault, Transcoder } from '../../main/engine/formats/json/transcode.ts';
import { JsonEncoder } from '../../main/engine/formats/json/write.ts';

function transcode(text: string | Buffer, invalidExtended: 'reject' | 'keep' = 'reject'): Buffer {
  const out = new ByteWriter(16);
  new Transcoder(out, { invalidExtended }).transcode(Buffer.from(text));
  return Buffer.from(out.written());
}

function valueOf(text: string): unknown {
  return BSON.deserialize(transcode(`{"v":${text}}`), { promoteValues: false }).v;
}

function faultOf(text: string | Buffer): { code: string; message: string } {
  try {
    transcode(text);
  } catch (error) {
    assert.ok(error instanceof TranscodeFault, String(error));
    return error.reason;
  }
  return assert.fail(`${text.toString()} was accepted`);
}

/** The document as JSON, through the library. */
function plain(bytes: Uint8Array): unknown {
  return JSON.parse(EJSON.stringify(BSON.deserialize(bytes, { promoteValues: false }), { relaxed: true }));
}

/** JSON values without -0, which JSON.stringify cannot write. */
const jsonObject = fc.dictionary(
  fc.string({ unit: 'binary', maxLength: 12 }).filter((key) => !key.includes('\0') && !key.startsWith('$')),
  fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }),
  { noNullPrototype: true },
);
const hasWrapper = /"\$|\\u0000/;

test('any JSON object becomes the document that the library makes of it', () => {
  fc.assert(
    fc.property(jsonObject, fc.integer({ min: 0, max: 3 }), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      fc.pre(!hasWrapper.test(text));
      assert.deepEqual(plain(transcode(text)), JSON.parse(text));
    }),
    { numRuns: 1000 },
  );
});

test('a document comes back byte for byte through text', () => {
  fc.assert(
    fc.property(jsonObject, (value) => {
      const text = JSON.stringify(value);
      fc.pre(!hasWrapper.test(text));
      const bytes = transcode(text);
      for (const ejson of ['relaxed', 'canonical'] as const) {
        const encoder = new JsonEncoder({ ejson, hideEqualId: false });
        encoder.document(bytes);
        assert.deepEqual(transcode(Buffer.from(encoder.out.written())), bytes);
        assert.deepEqual(
          JSON.parse(encoder.out.written().toString()),
          JSON.parse(
            EJSON.stringify(BSON.deserialize(bytes, { promoteValues: false }), {
              relaxed: ejson === 'relaxed',
            }),
          ),
        );
      }
    }),
    { numRuns: 500 },
  );
});

test('numbers become the smallest type that holds them exactly', () => {
  assert.deepEqual(valueOf('2147483647'), new Int32(2147483647));
  assert.deepEqual(valueOf('-2147483648'), new Int32(-2147483648));
  assert.deepEqual(valueOf('2147483648'), Long.fromString('2147483648'));
  assert.deepEqual(valueOf('9223372036854775807'), Long.MAX_VALUE);
  assert.deepEqual(valueOf('-9223372036854775808'), Long.MIN_VALUE);
  assert.deepEqual(valueOf('1.0'), new Double(1));
  assert.deepEqual(valueOf('1e3'), new Double(1000));
  assert.deepEqual(valueOf('0.30000000000000004'), new Double(0.30000000000000004));
  assert.deepEqual(valueOf('5e-324'), new Double(5e-324));
  assert.ok(Object.is((valueOf('-0') as Double).value, -0));
  assert.ok(Object.is((valueOf('-0.0') as Double).value, -0));
  assert.deepEqual(valueOf('100000000000000000000'), new Double(1e20));
  assert.deepEqual(String(valueOf('3.14159265358979323846')), '3.14159265358979323846');
  assert.ok(valueOf('1e400') instanceof Decimal128);
  assert.equal(faultOf(`{"a":0.${'123456789'.repeat(5)}}`).code, 'number-range');
});

test('every double that JavaScript prints is read back as that double', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      fc.pre(!Number.isInteger(value));
      assert.deepEqual(valueOf(String(value)), new Double(value));
    }),
    { numRuns: 2000 },
  );
});

test('escapes, astral characters and raw control characters keep the text', () => {
  assert.equal(valueOf(String.raw`"\u0041\n\"\\\/\b\f\r\t\ud83d\ude00\u00e9\u20ac"`), 'A\n"\\/\b\f\r\t😀é€');
  assert.equal(valueOf('"tab\there"'), 'tab\there');
  const long = 'x'.repeat(100) + '\n'.repeat(3) + 'ü'.repeat(100) + '"' + '\\'.repeat(5) + 'end';
  assert.equal(valueOf(JSON.stringify(long)), long);
});

test('Extended JSON, canonical and relaxed, is that type', () => {
  const values = {
    oid: { $oid: '0123456789abcdef01234567' },
    date: { $date: '2024-01-02T03:04:05.006Z' },
    old: { $date: { $numberLong: '-1' } },
    long: { $numberLong: '5' },
    int: { $numberInt: '7' },
    double: { $numberDouble: 'NaN' },
    decimal: { $numberDecimal: '1.50' },
    binary: { $binary: { base64: 'AQID', subType: '00' } },
    regex: { $regularExpression: { pattern: 'a"b', options: 'i' } },
    time: { $timestamp: { t: 1, i: 2 } },
    min: { $minKey: 1 },
    nested: [{ deep: { $oid: 'ffffffffffffffffffffffff' } }],
  };
  const expected = BSON.serialize(EJSON.deserialize(values, { relaxed: false }));
  assert.deepEqual(transcode(JSON.stringify(values)), Buffer.from(expected));
  const encoder = new JsonEncoder({ ejson: 'canonical', hideEqualId: false });
  encoder.document(expected);
  assert.deepEqual(
    JSON.parse(encoder.out.written().toString()),
    JSON.parse(
      EJSON.stringify(BSON.deserialize(expected, { promoteValues: false, bsonRegExp: true }), {
        relaxed: false,
      }),
    ),
  );
});

test('what only looks like Extended JSON is rejected, or kept as it is where that is asked', () => {
  const old = '{"when":{"$date":1400000000000}}';
  assert.equal(faultOf(old).code, 'ejson-invalid');
  assert.match(faultOf(old).message, /old form/);
  assert.equal(faultOf('{"a":{"$oid":"xyz"}}').code, 'ejson-invalid');
  assert.equal(faultOf('{"a":{"$oid":"0123456789abcdef01234567","b":1}}').code, 'ejson-invalid');
  assert.deepEqual(BSON.deserialize(transcode('{"a":{"$oid":"xyz"}}', 'keep')), { a: { $oid: 'xyz' } });
  assert.deepEqual(BSON.deserialize(transcode('{"a":{"$set":{"b":1}}}')), { a: { $set: { b: 1 } } });
});

test('broken records say what is wrong and leave nothing behind', () => {
  for (const [text, code] of [
    ['', 'json-not-object'],
    ['42', 'json-not-object'],
    ['[1]', 'json-not-object'],
    ['{"a":1', 'json-syntax'],
    ['{"a":1,}', 'json-syntax'],
    ['{"a" 1}', 'json-syntax'],
    ['{a:1}', 'json-syntax'],
    ['{"a":01}', 'json-syntax'],
    ['{"a":1.}', 'json-syntax'],
    ['{"a":NaN}', 'json-syntax'],
    ['{"a":tru}', 'json-syntax'],
    ['{"a":"\\x"}', 'json-syntax'],
    ['{"a":"\\ud800"}', 'json-syntax'],
    ['{"a":"\\ud800\\u0041"}', 'json-syntax'],
    ['{"a":"open}', 'json-syntax'],
    ['{"a":1} x', 'json-syntax'],
    ['{"a":1,"b":{"c":1,"c":2}}', 'json-duplicate-key'],
    ['{"a\\u0000b":1}', 'key-invalid'],
  ] as const) {
    assert.equal(faultOf(text).code, code, text);
  }
  assert.match(faultOf(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])).message, /UTF-8/);
  const nest = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
  assert.equal(faultOf(nest(maxDepth + 1)).code, 'json-depth');
  assert.ok(transcode(nest(maxDepth)).length > maxDepth);
  const out = new ByteWriter();
  assert.throws(() =>
    new Transcoder(out, { invalidExtended: 'reject' }).transcode(Buffer.from('{"a":[1,2,{"b":')),
  );
  assert.equal(out.position, 0);
});

test('an object with very many keys notices a duplicate among them', () => {
  const keys = Array.from({ length: 5000 }, (_, i) => `"k${i}":${i}`);
  assert.equal(Object.keys(BSON.deserialize(transcode(`{${keys.join(',')}}`))).length, 5000);
  assert.equal(faultOf(`{${keys.join(',')},"k17":0}`).code, 'json-duplicate-key');
});
