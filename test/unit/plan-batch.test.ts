import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BSON, type Document, Double, Long } from 'bson';
import fc from 'fast-check';
import { type ConflictPolicy, policies } from '../../main/engine/api/requests.ts';
import { keyText } from '../../main/engine/formats/bson/keys.ts';
import { type Candidate, planBatch } from '../../main/engine/jobs/plan-batch.ts';
import { recordKey } from '../../main/engine/jobs/record-key.ts';
import { canonical } from '../support/collection.ts';

const hash = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`) % 2n ** 64n;

function candidates(records: readonly Document[]): Candidate[] {
  return records.map((record, index) => {
    const document = BSON.serialize(record);
    return {
      record: index + 1,
      line: index + 1,
      byteStart: index,
      byteEnd: index + 1,
      document,
      key: keyText(document),
      derived: 0,
      hash: hash(document),
    };
  });
}

function planned(records: readonly Document[], existing: readonly Document[], policy: ConflictPolicy) {
  return planBatch(
    candidates(records),
    existing.map((document) => BSON.serialize(document)),
    { policy, key: recordKey(undefined), hash },
  );
}

test('records without a document are inserts, others changes with the image from before', () => {
  const plan = planned(
    [
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ],
    [{ _id: 2, b: 1 }],
    'update',
  );
  assert.deepEqual(
    plan.entries.map(({ action, before }) => [action, before && canonical(before)]),
    [
      ['insert', undefined],
      ['change', '{"_id":{"$numberInt":"2"},"b":{"$numberInt":"1"}}'],
    ],
  );
  assert.deepEqual(
    plan.records.map(({ record, action, entry }) => [record, action, entry]),
    [
      [1, 'insert', 0],
      [2, 'change', 1],
    ],
  );
});

test('what changes nothing is no entry', () => {
  const plan = planned(
    [
      { _id: 1, a: 1 },
      { _id: 1, a: 1 },
    ],
    [{ _id: 1, a: 1 }],
    'update',
  );
  assert.deepEqual(plan.entries, []);
  assert.deepEqual(
    plan.settled.map(({ action }) => action),
    ['unchanged', 'unchanged'],
  );
});

test('ids that are equal to MongoDB are one document: 1, 1.0 and a long 1, but not "1"', () => {
  const plan = planned(
    [{ _id: 1 }, { _id: new Double(1), a: 1 }, { _id: Long.fromNumber(1), b: 1 }, { _id: '1' }],
    [],
    'update',
  );
  assert.deepEqual(
    plan.entries.map(({ actions }) => actions),
    [['insert', 'change', 'change'], ['insert']],
  );
});

test('folding is the same as applying the records one by one, under every policy', () => {
  const record = fc.record(
    { _id: fc.integer({ min: 0, max: 2 }), a: fc.integer({ max: 2 }), b: fc.integer({ max: 2 }) },
    { requiredKeys: ['_id'] },
  );
  const start = fc.uniqueArray(record, { selector: ({ _id }) => _id });
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 8 }),
      start,
      // `stop` ends the import at the second record of a key; there is nothing to fold.
      fc.constantFrom(...policies.filter((policy) => policy !== 'stop')),
      (records, existing, policy) => {
        const together = applied(existing, planned(records, existing, policy));
        let oneByOne: readonly Document[] = existing;
        const actions: string[] = [];
        for (const one of records) {
          const plan = planned([one], oneByOne, policy);
          oneByOne = applied(oneByOne, plan);
          actions.push(...plan.records.map(({ action }) => action));
        }
        assert.deepEqual(together, oneByOne);
        const plan = planned(records, existing, policy);
        assert.equal(plan.records.length, records.length);
        // A fold that ends where it began writes nothing and says `unchanged`; elsewhere each record does what it did alone.
        if (plan.settled.length === 0)
          assert.deepEqual(
            plan.records.map(({ action }) => action),
            actions,
          );
      },
    ),
  );
});

function applied(existing: readonly Document[], plan: ReturnType<typeof planned>): Document[] {
  const byId = new Map(existing.map((document) => [document._id as number, document]));
  for (const { after } of plan.entries) {
    const document = BSON.deserialize(after);
    byId.set(document._id as number, document);
  }
  return [...byId.values()];
}
