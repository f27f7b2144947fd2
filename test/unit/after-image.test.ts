import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BSON, type Document } from 'bson';
import fc from 'fast-check';
import { afterImage } from '../../main/engine/shapes/after-image.ts';
import { canonical } from '../support/collection.ts';

function after(
  policy: 'update' | 'replace' | 'skip',
  before: Document,
  record: Document,
  derived = 0,
): string | undefined {
  const image = afterImage(policy, BSON.serialize(before), BSON.serialize(record), derived);
  return image && canonical(image);
}

const text = (document: Document): string => canonical(BSON.serialize(document));

test('update replaces fields in their old places and puts new ones behind, in the order of the file', () => {
  const result = after(
    'update',
    { _id: 1, z: 1, 'a.b': 1, a: { b: 1 } },
    { _id: 1, y: 2, 'a.b': 2, x: 2, z: { deep: [2] } },
  );
  assert.equal(result, text({ _id: 1, z: { deep: [2] }, 'a.b': 2, a: { b: 1 }, y: 2, x: 2 }));
});

test('update leaves out what is derived, and never touches _id', () => {
  const before = { _id: 1.5, title: 'mine' };
  assert.equal(
    after('update', before, { _id: 1.5, n: 1, title: 'derived', message_count: 0 }, 2),
    text({ ...before, n: 1 }),
  );
});

test('replace is the record, skip is nothing', () => {
  assert.equal(after('replace', { _id: 1, a: 1 }, { _id: 1, b: 2 }), text({ _id: 1, b: 2 }));
  assert.equal(after('skip', { _id: 1, a: 1 }, { _id: 1, b: 2 }), undefined);
});

test('an update is what spreading the fields over each other gives, and doing it again changes nothing', () => {
  const fields = fc.dictionary(
    fc.constantFrom('a', 'b', 'a.b', '$c', '', 'ä', '__proto__x'),
    fc.jsonValue({ maxDepth: 1 }),
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fields, fields, (old, fresh) => {
      const [before, record] = [
        { _id: 'x', ...old },
        { _id: 'x', ...fresh },
      ];
      const result = after('update', before, record);
      assert.equal(result, text({ ...before, ...record }));
      assert.equal(after('update', { ...before, ...record }, record), result);
    }),
  );
});
