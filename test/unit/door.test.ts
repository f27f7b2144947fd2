import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engineHandlers } from '../../main/door.ts';
import type { EngineApi } from '../../main/engine/api/protocol.ts';
import { SluiceError } from '../../main/engine/api/errors.ts';

/** An engine that remembers what it was asked. */
function recorder() {
  const asked: { method: string; params: unknown }[] = [];
  const engine = {
    call: async (method: string, params: unknown) => {
      asked.push({ method, params });
      return method === 'job' ? { target: { connection: 'c1' } } : {};
    },
    on: () => () => undefined,
    // Only these two are used.
  } as unknown as EngineApi;
  const addresses = { uriOf: async (id: string) => `mongodb://${id}/` };
  return { asked, handlers: engineHandlers(engine, () => null, addresses) };
}

test('a saved connection becomes its address, at the top and in a target', async () => {
  const { asked, handlers } = recorder();
  await handlers.namespaces({ connection: 'c2' });
  await handlers.count({ target: { connection: 'c3', db: 'a', collection: 'b' } });
  assert.deepEqual(asked, [
    { method: 'namespaces', params: { connection: 'c2', uri: 'mongodb://c2/' } },
    {
      method: 'count',
      params: { target: { connection: 'c3', db: 'a', collection: 'b', uri: 'mongodb://c3/' } },
    },
  ]);
});

test('an undo goes to the server that its job wrote to', async () => {
  const { asked, handlers } = recorder();
  await handlers.undo({ jobId: 'j', force: false, newer: false, waitSeconds: 1 });
  assert.deepEqual(asked.at(-1), {
    method: 'undo',
    params: {
      jobId: 'j',
      force: false,
      newer: false,
      waitSeconds: 1,
      connection: 'c1',
      uri: 'mongodb://c1/',
    },
  });
});

test('an address that comes from the page itself is refused', async () => {
  const { asked, handlers } = recorder();
  const isRefused = (error: unknown): boolean =>
    error instanceof SluiceError && error.code === 'request-invalid';
  await assert.rejects(async () => handlers.namespaces({ uri: 'mongodb://elsewhere/' }), isRefused);
  await assert.rejects(
    async () => handlers.count({ target: { uri: 'mongodb://elsewhere/', db: 'a', collection: 'b' } }),
    isRefused,
  );
  assert.deepEqual(asked, []);
});
