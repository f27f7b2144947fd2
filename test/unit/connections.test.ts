import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openConnections, type Keychain } from '../../main/connections.ts';
import { SluiceError } from '../../main/engine/api/errors.ts';

/** Not secret, but not the text itself either. */
const keychain: Keychain = {
  encrypt: (text) => Buffer.from(text).toString('hex'),
  decrypt: (encrypted) => Buffer.from(encrypted, 'hex').toString(),
};

function open(t: TestContext, chain: Keychain | undefined = keychain) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice connections-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'connections.json');
  return { path, connections: openConnections(path, () => chain) };
}

test('a password in an address is taken out of it, encrypted, and only put back for the engine', async (t) => {
  const { path, connections } = open(t);
  const saved = await connections.save({
    name: 'Ours',
    uri: 'mongodb://me:p%40ss@db.example:27017/?tls=true',
  });
  assert.deepEqual(saved, {
    id: saved.id,
    name: 'Ours',
    uri: 'mongodb://me@db.example:27017/?tls=true',
    hasPassword: true,
  });
  assert.doesNotMatch(JSON.stringify(await connections.list()), /p(%40|@)ss/);
  assert.doesNotMatch(readFileSync(path, 'utf8'), /p(%40|@)ss/);
  assert.equal(await connections.uriOf(saved.id), 'mongodb://me:p%40ss@db.example:27017/?tls=true');
});

test('a password stays when a connection is edited without one, and goes with an empty one', async (t) => {
  const { connections } = open(t);
  const { id } = await connections.save({ name: 'A', uri: 'mongodb://me@a/', password: 'secret' });
  await connections.save({ id, name: 'B', uri: 'mongodb://me@b/' });
  assert.equal(await connections.uriOf(id), 'mongodb://me:secret@b/');
  assert.equal(await connections.uriOfForm({ id, uri: 'mongodb://me@c/' }), 'mongodb://me:secret@c/');
  await connections.save({ id, name: 'B', uri: 'mongodb://me@b/', password: '' });
  assert.equal(await connections.uriOf(id), 'mongodb://me@b/');
});

test('without a keychain a password is refused, and a connection without one is kept', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice connections-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const connections = openConnections(join(folder, 'connections.json'), () => undefined);
  await assert.rejects(
    connections.save({ name: 'A', uri: 'mongodb://me:secret@a/' }),
    (error) => error instanceof SluiceError && error.code === 'keychain-unavailable',
  );
  assert.deepEqual(await connections.list(), []);
  await connections.save({ name: 'A', uri: 'mongodb://a,b,c/?replicaSet=rs' });
  assert.equal((await connections.list()).length, 1);
});

test('what is no address is refused without saying the password that may be in it', async (t) => {
  const { connections } = open(t);
  for (const uri of ['http://me:secret@a/', 'me:secret@a'])
    await assert.rejects(
      connections.save({ name: 'A', uri }),
      (error) =>
        error instanceof SluiceError && error.code === 'uri-invalid' && !error.message.includes('secret'),
    );
});
