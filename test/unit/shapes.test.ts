import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BSON, Decimal128, type Document, Double, Long } from 'bson';
import fc from 'fast-check';
import { ByteWriter } from '../../main/engine/formats/bson/document-writer.ts';
import { createAnyShaper } from '../../main/engine/shapes/any.ts';
import { looksLikeConversation, shapeConversation } from '../../main/engine/shapes/conversation.ts';
import { isShaped, type Shaper } from '../../main/engine/shapes/shaper.ts';

function shape(shaper: Shaper, record: Document, recordNumber = 1): Document {
  const out = new ByteWriter(8);
  const result = shaper(BSON.serialize(record), recordNumber, out);
  assert.ok(isShaped(result), JSON.stringify(result));
  return BSON.deserialize(out.written());
}

function fault(record: Document): unknown {
  const out = new ByteWriter(8);
  const result = shapeConversation(BSON.serialize(record), 1, out);
  return isShaped(result) ? undefined : [result.code, result.field];
}

const user = (content: unknown): Document => ({ type: 'user', content });

test('a conversation is stored under its id, both fields first, derived fields last', () => {
  const stored = shape(shapeConversation, { z: 1, id: 'x', messages: [user('Hi')] });
  assert.deepEqual(Object.entries(stored), [
    ['_id', 'x'],
    ['z', 1],
    ['id', 'x'],
    ['messages', [user('Hi')]],
    ['title', 'Hi'],
    ['message_count', 1],
  ]);
});

test('a conversation that only has _id gets an id, and one that has both keeps both', () => {
  assert.deepEqual(Object.keys(shape(shapeConversation, { messages: [], _id: 'x' })), [
    '_id',
    'id',
    'messages',
    'message_count',
  ]);
  const both = shape(shapeConversation, { messages: [], id: 'x', _id: 'y' });
  assert.deepEqual([both._id, both.id], ['y', 'x']);
});

test('title and count that are given stay, even when they are null', () => {
  const given = { id: 'x', title: null, message_count: 'many', messages: [user('Hi')] };
  assert.deepEqual(shape(shapeConversation, given), { _id: 'x', ...given });
});

test('the title is the first words of the first user, on one line, at most 80 letters', () => {
  const titleOf = (...messages: Document[]): unknown => shape(shapeConversation, { id: 'x', messages }).title;
  assert.equal(titleOf({ type: 'assistant', content: 'Not me' }, user(' a\n\tb '), user('later')), 'a b');
  assert.equal(titleOf(user(''), user([{ text: 'parts' }]), user('words')), 'words');
  assert.equal(titleOf({ type: 'system', content: 'x' }), undefined);
  const long = String(titleOf(user('👩'.repeat(200))));
  assert.deepEqual([Array.from(long).length, long.endsWith('👩…')], [80, true]);
});

test('messages of unknown types become system and remember what they were', () => {
  const { messages } = shape(shapeConversation, {
    id: 'x',
    messages: [
      { type: 'thinking', n: Long.fromString('9007199254740993'), metadata: { a: 1 } },
      { content: 'no type' },
      user('Hi'),
    ],
  });
  assert.deepEqual(messages[0].metadata, { a: 1, original_type: 'thinking' });
  assert.deepEqual(
    [messages[0].type, messages[1].type, messages[1].metadata],
    ['system', 'system', { original_type: null }],
  );
  assert.deepEqual(messages[2], user('Hi'));
});

test('what is no conversation is told with its field', () => {
  const good = { id: 'x', messages: [] };
  const cases: [Document, unknown][] = [
    [good, undefined],
    [{ messages: [] }, ['conversation-id', 'id']],
    [{ id: '', messages: [] }, ['conversation-id', 'id']],
    [{ _id: 5, messages: [] }, ['conversation-id', '_id']],
    [{ id: 'x' }, ['conversation-messages', 'messages']],
    [{ id: 'x', messages: {} }, ['conversation-messages', 'messages']],
    [{ id: 'x', messages: [user('a'), 'b'] }, ['conversation-messages', 'messages.1']],
    [{ ...good, cost_usd: -1 }, ['conversation-cost', 'cost_usd']],
    [{ ...good, cost_usd: Decimal128.fromString('-0.1') }, ['conversation-cost', 'cost_usd']],
    [{ ...good, cost_usd: new Double(-0) }, undefined],
    [{ ...good, cost_usd: null }, undefined],
    [{ ...good, cost_usd: '1' }, ['conversation-cost', 'cost_usd']],
    [{ id: 'x', messages: [{ type: 'user', cost_usd: -2 }] }, ['conversation-cost', 'messages.0.cost_usd']],
    [{ ...good, created_at: 1700000000 }, undefined],
    [{ ...good, created_at: '2026-01-31' }, undefined],
    [{ ...good, created_at: '2026-01-31T14:25:36.123456+05:30' }, undefined],
    [{ ...good, created_at: '2026-13-01' }, ['conversation-time', 'created_at']],
    [{ ...good, timestamp: 'soon' }, ['conversation-time', 'timestamp']],
    [{ ...good, created_at: true }, ['conversation-time', 'created_at']],
  ];
  for (const [record, expected] of cases) assert.deepEqual(fault(record), expected, JSON.stringify(record));
});

test('only a text id with a list of messages looks like a conversation', () => {
  const looks = (record: Document): boolean => looksLikeConversation(BSON.serialize(record));
  assert.deepEqual(
    [
      { id: 'x', messages: [] },
      { _id: 'x', messages: [] },
      { id: 1, messages: [] },
      { id: 'x' },
      { id: 'x', messages: {} },
    ].map(looks),
    [true, true, false, false, false],
  );
});

test('any record keeps its fields in their order, _id in front', () => {
  const values = fc.dictionary(
    fc
      .string({ maxLength: 5 })
      .filter((name) => !name.includes('\0') && name !== '_id' && name !== '__proto__'),
    fc.jsonValue({ maxDepth: 2 }),
    {
      noNullPrototype: true,
    },
  );
  fc.assert(
    fc.property(values, fc.string(), (record, id) => {
      const stored = shape(createAnyShaper('job'), { ...record, _id: id });
      assert.deepEqual(Object.keys(stored), Object.keys({ _id: id, ...record }));
      assert.deepEqual(stored, BSON.deserialize(BSON.serialize({ _id: id, ...record })));
    }),
  );
});

test('ids that are made depend on the job and the record number, and on nothing else', () => {
  const id = (job: string, record: number): string =>
    String(shape(createAnyShaper(job), { a: Math.random() }, record)._id);
  assert.equal(id('job', 5), id('job', 5));
  assert.equal(new Set([id('job', 5), id('job', 6), id('other', 5), id('job', 2 ** 32 + 5)]).size, 4);
});
