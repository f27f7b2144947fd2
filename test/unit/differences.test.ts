import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BSON, type Document, Long } from 'bson';
import fc from 'fast-check';
import { fieldsLimit } from '../../main/engine/api/findings.ts';
import { differencesOf } from '../../main/engine/shapes/differences.ts';
import { ContentComparer } from '../../main/engine/shapes/same-content.ts';

function differences(mine: Document, file: Document) {
  return differencesOf(BSON.serialize(mine), BSON.serialize(file));
}

test('fields are compared by their paths, elements with ids by those', () => {
  const { fields } = differences(
    {
      a: 1,
      b: { c: 'x', d: 1 },
      gone: true,
      list: [1, 2],
      messages: [
        { id: 'm1', t: 'a' },
        { id: 'm2', t: 'b' },
      ],
    },
    {
      a: 1,
      b: { c: 'y', d: 1 },
      list: [1, 3, 4],
      messages: [
        { id: 'm2', t: 'B' },
        { id: 'm1', t: 'a' },
      ],
      added: null,
    },
  );
  assert.deepEqual(fields, [
    { path: 'b.c', mine: '"x"', file: '"y"' },
    { path: 'gone', mine: 'true' },
    { path: 'list[1]', mine: '2', file: '3' },
    { path: 'list[2]', file: '4' },
    { path: 'messages[id=m2].t', mine: '"b"', file: '"B"' },
    { path: 'added', file: 'null' },
  ]);
});

test('values of other types differ, and only the order of fields is told as that', () => {
  assert.deepEqual(differences({ a: 1 }, { a: Long.fromNumber(1) }).fields, [
    { path: 'a', mine: '{"$numberInt":"1"}', file: '{"$numberLong":"1"}' },
  ]);
  assert.deepEqual(differences({ a: 1, b: 2 }, { b: 2, a: 1 }).fields, [
    { path: '(order of the fields)', mine: 'a, b', file: 'b, a' },
  ]);
});

test('only the first fields are shown, and long values are cut', () => {
  const wide = (value: string): Document =>
    Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`f${i}`, value]));
  const { fields, more } = differences(wide('x'.repeat(1000)), wide('y'));
  assert.deepEqual([fields.length, more], [fieldsLimit, 50 - fieldsLimit]);
  assert.ok(fields.every(({ mine = '' }) => mine.length <= 300));
});

test('two documents have differences exactly when their bytes differ', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      fc.string(),
      fc.constant(null),
      fc.boolean(),
      tie('object'),
      fc.array(tie('any'), { maxLength: 3 }),
    ),
    object: fc.dictionary(fc.constantFrom('a', 'b', 'id', 'c.d'), tie('any'), { maxKeys: 3 }),
  }));
  fc.assert(
    fc.property(value.object, value.object, (a, b) => {
      const [mine, file] = [BSON.serialize(a), BSON.serialize(b)];
      const { fields } = differencesOf(mine, file);
      const isSame = Buffer.compare(mine, file) === 0;
      // Only the order at the top is told of two documents that hold the same.
      if (isSame) assert.ok(fields.every(({ path }) => path === '(order of the fields)'));
      else assert.ok(fields.length > 0);
    }),
  );
});

test('content is the same in any order and with types that a file cannot tell apart', () => {
  const isSame = (record: Document, document: Document, derived = 0, comparesId = true): boolean =>
    new ContentComparer({ comparesId }).isSame(BSON.serialize(record), derived, BSON.serialize(document));
  assert.ok(isSame({ _id: 1, a: 1, b: 'x' }, { _id: 1, b: 'x', a: Long.fromNumber(1) }));
  assert.ok(!isSame({ _id: 1, a: 1 }, { _id: 1, a: 2 }));
  assert.ok(!isSame({ _id: 1 }, { _id: 1, more: 1 }));
  assert.ok(!isSame({ _id: 1, more: 1 }, { _id: 1 }));
  assert.ok(isSame({ _id: 1, title: 'made', message_count: 3 }, { _id: 1, title: 'other' }, 2));
  assert.ok(!isSame({ _id: 1, a: 1 }, { _id: 2, a: 1 }));
  assert.ok(isSame({ _id: 1, a: 1 }, { _id: 2, a: 1 }, 0, false));
});
