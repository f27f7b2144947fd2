import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchQueue } from '../../main/engine/jobs/batch-queue.ts';
import { KeyHashes } from '../../main/engine/jobs/key-hashes.ts';

const part = (...keys: unknown[]): KeyHashes => KeyHashes.ofTexts(keys.map(String));

/** Work that ends when it is told to. */
function work(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const start = (): Promise<void> => {
    log.push(`${name} starts`);
    return promise.finally(() => log.push(`${name} ends`));
  };
  return { start, resolve, reject };
}

test('as many batches as allowed are under way, started in order', async () => {
  const log: string[] = [];
  const queue = new BatchQueue({ batches: 2 });
  const [a, b, c] = [work(log, 'a'), work(log, 'b'), work(log, 'c')];
  await queue.add(part(1), a.start);
  await queue.add(part(2), b.start);
  const third = queue.add(part(3), c.start);
  b.resolve();
  await third;
  assert.deepEqual(log, ['a starts', 'b starts', 'b ends', 'c starts']);
  a.resolve();
  c.resolve();
  await queue.drain();
});

test('a batch with a key of one under way waits for it, even when there is room', async () => {
  const log: string[] = [];
  const queue = new BatchQueue({ batches: 3 });
  const [a, b, c] = [work(log, 'a'), work(log, 'b'), work(log, 'c')];
  await queue.add(part('x', 'y'), a.start);
  await queue.add(part('z'), b.start);
  const third = queue.add(part('y'), c.start);
  b.resolve();
  a.resolve();
  await third;
  assert.ok(log.indexOf('a ends') < log.indexOf('c starts'), log.join());
  c.resolve();
  await queue.drain();
});

test('a failure is thrown at the next batch, or when drained, after all work has ended', async () => {
  const log: string[] = [];
  const queue = new BatchQueue({ batches: 2 });
  const [a, b] = [work(log, 'a'), work(log, 'b')];
  await queue.add(part(1), a.start);
  await queue.add(part(2), b.start);
  a.reject(new Error('no'));
  await assert.rejects(
    queue.add(part(3), () => Promise.resolve()),
    /no/,
  );
  const drained = assert.rejects(queue.drain(), /no/);
  b.resolve();
  await drained;
  assert.ok(log.includes('b ends'));
});
