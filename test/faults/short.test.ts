import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killAndCompare } from './harness.ts';

test('whatever is killed, and when: resuming ends as if nothing had happened, undoing as if nothing had begun', async () => {
  const { hits, differences } = await killAndCompare({
    kills: 24,
    seed: 20261122,
    bytes: 2e6,
    say: () => {},
  });
  assert.deepEqual(differences, []);
  assert.ok([...hits.values()].reduce((sum, count) => sum + count, 0) >= 24);
});
