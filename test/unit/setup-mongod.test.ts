import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tmpdir } from 'node:os';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { homeFolders } from '../../main/engine/files/home.ts';
import { findOrFetchMongod } from '../../main/engine/mongo/mongod-binary.ts';

const shared =
  process.env.SLUICE_BINARIES ?? fileURLToPath(new URL('../../.cache/binaries', import.meta.url));

/** A home, and a search in it that has to do without any network: every step it takes is written down. */
async function newSearch(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'sluice-mongod-'));
  t.after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const steps: string[] = [];
  const real = await findOrFetchMongod({
    env: { PATH: process.env.PATH, SLUICE_BINARIES: shared },
    folders: homeFolders(root),
    onStep: () => undefined,
  });
  const search = {
    env: { PATH: '' },
    folders: homeFolders(root),
    onStep: (step: { name: string }) => steps.push(step.name),
  };
  return { root, real, search, steps };
}

/** A folder with a program of that name in it. */
function program(root: string, folder: string, text: string): string {
  const path = join(root, folder, process.platform === 'win32' ? 'mongod.exe' : 'mongod');
  mkdirSync(join(root, folder));
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

function unavailable(pattern: RegExp) {
  return (error: unknown): true => {
    assert.ok(error instanceof SluiceError);
    assert.equal(error.code, 'mongod-unavailable');
    assert.match(error.message, pattern);
    return true;
  };
}

test('a mongod fetched before is found again without any step', async (t) => {
  const { real, search, steps, root } = await newSearch(t);
  mkdirSync(search.folders.binaries, { recursive: true });
  const cached = join(search.folders.binaries, process.platform === 'win32' ? 'mongod.exe' : 'mongod');
  copyFileSync(real, cached);
  assert.equal(await findOrFetchMongod(search), cached);
  assert.equal(await findOrFetchMongod({ ...search, env: { ...search.env, SLUICE_BINARIES: '' } }), cached);
  assert.deepEqual(steps, []);
  assert.deepEqual(readdirSync(root), ['binaries']);
});

test('the settings come first, then PATH, then the cache', async (t) => {
  const { real, search, root } = await newSearch(t);
  mkdirSync(join(root, 'bin'));
  const onPath = join(root, 'bin', process.platform === 'win32' ? 'mongod.exe' : 'mongod');
  copyFileSync(real, onPath);
  const env = { PATH: join(root, 'bin'), SLUICE_BINARIES: shared };
  assert.equal(await findOrFetchMongod({ ...search, env }), onPath);
  assert.equal(await findOrFetchMongod({ ...search, env, settingsPath: real }), real);
});

test('what does not work on PATH is passed over', async (t) => {
  const { real, search, root } = await newSearch(t);
  program(root, 'broken', '#!/bin/sh\nexit 127\n');
  program(root, 'ancient', '#!/bin/sh\necho "db version v3.6.8"\n');
  const path = [join(root, 'broken'), join(root, 'ancient')].join(delimiter);
  const found = await findOrFetchMongod({ ...search, env: { PATH: path, SLUICE_BINARIES: shared } });
  assert.equal(found, real);
});

test('a mongod of the settings that does not work is an error, not a reason to take another', async (t) => {
  const { search, root } = await newSearch(t);
  const env = { SLUICE_BINARIES: shared };
  const missing = join(root, 'nowhere', 'mongod');
  await assert.rejects(findOrFetchMongod({ ...search, env, settingsPath: missing }), unavailable(/nowhere/));
  if (process.platform === 'win32') return;
  const ancient = program(root, 'ancient', '#!/bin/sh\necho "db version v3.6.8"\n');
  await assert.rejects(findOrFetchMongod({ ...search, env, settingsPath: ancient }), unavailable(/3\.6\.8/));
});

test('a cancelled search ends as cancelled and leaves no partial download', async (t) => {
  const { search } = await newSearch(t);
  const abort = new AbortController();
  const onStep = (): void => {
    abort.abort();
  };
  await assert.rejects(findOrFetchMongod({ ...search, onStep, signal: abort.signal }), {
    name: 'AbortError',
  });
  assert.deepEqual(readdirSync(search.folders.binaries), ['mongod.lock']);
});
