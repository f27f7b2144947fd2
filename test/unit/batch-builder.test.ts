import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { BSON } from 'bson';
import fc from 'fast-check';
import { BatchBuilder, positionAt, rawText } from '../../main/engine/workers/batch-builder.ts';
import { PrefixHasher } from '../../main/engine/workers/prefix-hasher.ts';

const position = (record: number) => ({
  record,
  line: record,
  byteStart: record * 10,
  byteEnd: record * 10 + 9,
});

function builder(records: number, bytes = 1_000_000): BatchBuilder {
  return new BatchBuilder({ records, bytes }, (document) => BigInt(document.length));
}

test('a batch keeps its documents apart, with their hashes and places, and the next one starts behind it', () => {
  const batches = builder(2);
  for (const record of [1, 2]) {
    batches.out.append(BSON.serialize({ _id: 'x'.repeat(record) }));
    batches.takeDocument(position(record), record);
  }
  assert.equal(batches.isFull, true);
  const batch = batches.finish('sum');
  const documents = [0, 1].map((i) =>
    BSON.deserialize(batch.documents.subarray(batch.offsets[i], batch.offsets[i + 1])),
  );
  assert.deepEqual(documents, [{ _id: 'x' }, { _id: 'xx' }]);
  assert.deepEqual([[...batch.derived], batch.read, batch.byteStart, batch.byteEnd], [[1, 2], 2, 0, 29]);
  assert.deepEqual(positionAt(batch, 1), position(2));
  const next = batches.finish('sum', 40);
  assert.deepEqual([next.firstRecord, next.byteStart, next.byteEnd, next.read], [3, 29, 40, 0]);
});

test('a rejected record leaves no bytes among the documents, and fills the batch all the same', () => {
  const batches = builder(2);
  batches.out.append(Buffer.from('half a document'));
  batches.takeReject(position(1), { code: 'json-syntax', message: 'm' }, Buffer.from('{'));
  batches.out.append(BSON.serialize({ _id: 1 }));
  batches.takeDocument(position(2), 0);
  assert.equal(batches.isFull, true);
  const batch = batches.finish('');
  assert.deepEqual(BSON.deserialize(batch.documents), { _id: 1 });
  assert.deepEqual(batch.rejects, [{ ...position(1), code: 'json-syntax', message: 'm', raw: '{' }]);
});

test('bytes fill a batch too: of documents and of rejects', () => {
  const batches = builder(1000, 100);
  batches.takeReject(position(1), { code: 'json-syntax', message: 'm' }, Buffer.alloc(99));
  assert.equal(batches.isFull, false);
  batches.takeReject(position(2), { code: 'json-syntax', message: 'm' }, Buffer.alloc(1));
  assert.equal(batches.isFull, true);
});

test('the bytes of a reject are text where they are text, else base64', () => {
  assert.deepEqual(rawText(Buffer.from('ä')), { raw: 'ä' });
  assert.deepEqual(rawText(Buffer.from([0xff])), { raw: '/w==', encoding: 'base64' });
  assert.deepEqual(rawText(undefined), {});
});

test('the checksum of every prefix is that of the bytes up to there, whatever the chunks', () => {
  const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const cuts = fc.array(fc.nat({ max: 200 }), { maxLength: 8 });
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 50 }),
      cuts,
      (bytes, size, ends) => {
        const hasher = new PrefixHasher();
        for (let at = 0; at < bytes.length; at += size) hasher.feed(bytes.subarray(at, at + size));
        for (const end of ends.toSorted((a, b) => a - b))
          assert.equal(hasher.prefix(end), sum(bytes.subarray(0, end)));
        assert.equal(hasher.finish(), sum(bytes));
      },
    ),
  );
});
