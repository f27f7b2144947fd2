import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BSON, Decimal128, type Document, Double, Int32, Long } from 'bson';
import fc from 'fast-check';
import { instantOf } from '../../main/engine/shapes/instants.ts';
import { mergeConversations, recordIsNewer } from '../../main/engine/shapes/merge.ts';

const at = (minute: number): string => `2025-01-01T10:${String(minute).padStart(2, '0')}:00Z`;
const message = (id: string | undefined, minute: number, fields: Document = {}): Document => ({
  ...(id === undefined ? {} : { id }),
  type: 'user',
  content: `at ${minute}`,
  timestamp: at(minute),
  ...fields,
});

function merge(before: Document, record: Document): Document {
  return BSON.deserialize(mergeConversations(BSON.serialize(before), BSON.serialize(record)));
}

const ids = (merged: Document): unknown[] =>
  (merged.messages as Document[]).map(({ id, content }) => id ?? content);

test('messages of both are united by id, in time order, and counted anew', () => {
  const merged = merge(
    { _id: 'c', id: 'c', message_count: 9, messages: [message('a', 1), message('c', 3)] },
    { _id: 'c', id: 'c', messages: [message('b', 2), message('c', 3), message('d', 4)] },
  );
  assert.deepEqual(ids(merged), ['a', 'b', 'c', 'd']);
  assert.equal(merged.message_count, 4);
});

test('messages without an id are the same when content and instant are, however the time is written', () => {
  const merged = merge(
    { _id: 'c', messages: [message(undefined, 1), message(undefined, 2)] },
    {
      _id: 'c',
      messages: [
        message(undefined, 1, { timestamp: '2025-01-01T11:01:00.000+01:00' }),
        message('named', 2),
        message(undefined, 3),
      ],
    },
  );
  assert.deepEqual(ids(merged), ['at 1', 'named', 'at 3']);
});

test('two messages that say the same at the same time under two ids stay two', () => {
  const merged = merge({ _id: 'c', messages: [message('a', 1)] }, { _id: 'c', messages: [message('b', 1)] });
  assert.deepEqual(ids(merged), ['a', 'b']);
});

test('fields come from the newer side, and what only one side has stays', () => {
  const old = { _id: 'c', title: 'old', mine: 1, tags: ['x'], metadata: { a: 1, b: 1 }, updated_at: at(1) };
  const late = { _id: 'c', title: 'new', yours: 2, tags: ['y', 'x'], metadata: { b: 2 }, updated_at: at(2) };
  const expected = {
    title: 'new',
    mine: 1,
    yours: 2,
    tags: ['x', 'y'],
    metadata: { a: 1, b: 2 },
    updated_at: at(2),
  };
  const { _id, ...newer } = merge(old, late);
  assert.deepEqual(newer, expected);
  const { _id: other, ...older } = merge(late, old);
  assert.deepEqual({ ...older, tags: [...(older.tags as string[])].toSorted() }, expected);
  assert.deepEqual([_id, other], ['c', 'c']);
});

test('nothing of either side is lost, whatever is merged, and merging again changes nothing', () => {
  const side = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 9 })), {
    maxLength: 6,
  });
  const messagesOf = (pairs: [number, number][]): Document[] => [
    ...new Map(pairs.map(([id, minute]) => [id, message(`m${id}`, minute)])).values(),
  ];
  fc.assert(
    fc.property(side, side, (a, b) => {
      const [mine, yours] = [messagesOf(a), messagesOf(b)];
      const before = { _id: 'c', messages: mine, updated_at: at(1) };
      const record = { _id: 'c', messages: yours, updated_at: at(2) };
      const merged = merge(before, record);
      const found = ids(merged);
      assert.equal(new Set(found).size, found.length);
      assert.deepEqual(new Set(found), new Set([...mine, ...yours].map(({ id }) => id as string)));
      assert.deepEqual(merge(merged, record), merged);
    }),
  );
});

test('the later updated_at wins; without one a side is the older, and equal ones leave the document alone', () => {
  const isNewer = (before: Document, record: Document): boolean =>
    recordIsNewer(BSON.serialize(before), BSON.serialize(record));
  assert.equal(isNewer({ updated_at: at(1) }, { updated_at: at(2) }), true);
  assert.equal(isNewer({ updated_at: at(2) }, { updated_at: at(1) }), false);
  assert.equal(isNewer({ updated_at: at(1) }, { updated_at: at(1) }), false);
  assert.equal(isNewer({}, { updated_at: at(1) }), true);
  assert.equal(isNewer({ updated_at: at(1) }, {}), false);
  assert.equal(
    isNewer({ updated_at: '2025-01-01T10:00:00.000001Z' }, { updated_at: '2025-01-01T10:00:00.000002Z' }),
    true,
  );
  assert.equal(isNewer({ updated_at: new Date(at(1)) }, { updated_at: Date.parse(at(2)) / 1000 }), true);
});

test('an instant is the same however it is written', () => {
  const expected = 1735725600123456000n;
  for (const value of [
    '2025-01-01T10:00:00.123456Z',
    '2025-01-01 11:00:00.123456+01:00',
    '2025-01-01T10:00:00.123456',
  ]) {
    assert.equal(instantOf(value), expected, value);
  }
  assert.equal(instantOf('2025-01-01'), 1735689600000000000n);
  for (const value of [
    1735725600,
    new Int32(1735725600),
    Long.fromNumber(1735725600000),
    new Double(1735725600.0),
    Decimal128.fromString('1735725600'),
  ]) {
    assert.equal(instantOf(value), 1735725600000000000n);
  }
  for (const value of ['yesterday', '2025-13-01', null, undefined, {}, Number.NaN])
    assert.equal(instantOf(value), undefined);
});
