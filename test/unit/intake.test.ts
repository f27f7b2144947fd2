import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { checkSpace, checkUnchanged, intake } from '../../main/engine/files/intake.ts';
import { stage } from '../../main/engine/files/stage.ts';

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice é intake-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const code = (expected: string) => (error: unknown) =>
  error instanceof SluiceError && error.code === expected;

test('an allowed file is told with its absolute path, name, size and time', async (t) => {
  const path = join(newFolder(t), 'Größe.JSONL');
  writeFileSync(path, 'ä');
  const facts = await intake(path);
  assert.deepEqual([facts.path, facts.filename, facts.size], [path, 'Größe.JSONL', 2]);
});

test('a file of exactly the limit passes, one byte more does not', async (t) => {
  const path = join(newFolder(t), 'a.json');
  writeFileSync(path, '[{}]');
  await intake(path, { maxSize: 4 });
  await assert.rejects(intake(path, { maxSize: 3 }), code('file-too-large'));
});

test('another size or another time means that the file changed', async (t) => {
  const path = join(newFolder(t), 'a.json');
  writeFileSync(path, '[]');
  const facts = await intake(path);
  await checkUnchanged(facts);
  utimesSync(path, 1, 1);
  await assert.rejects(checkUnchanged(facts), code('file-changed'));
  rmSync(path);
  await assert.rejects(checkUnchanged(facts), code('file-not-found'));
});

test('more than what is free on the disk is refused with both numbers', async (t) => {
  const path = join(newFolder(t), 'a.json');
  await checkSpace(path, 1);
  await assert.rejects(checkSpace(path, Number.MAX_SAFE_INTEGER), code('no-space'));
});

test('a copy that cannot be finished is removed: too large, empty, broken, cancelled, unreadable', async (t) => {
  const folder = newFolder(t);
  const target = join(folder, 'copy');
  mkdirSync(join(folder, 'sub'));
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('some');
      throw new Error('broke');
    })(),
  );
  await assert.rejects(
    stage(Readable.from([Buffer.alloc(20)]), target, { maxSize: 10 }),
    code('file-too-large'),
  );
  await assert.rejects(stage(Readable.from([]), target), code('file-empty'));
  await assert.rejects(stage(broken, target), /broke/);
  await assert.rejects(stage(Readable.from([Buffer.alloc(9)]), target, { signal: AbortSignal.abort() }), {
    name: 'AbortError',
  });
  await assert.rejects(stage(join(folder, 'sub'), target), code('file-unreadable'));
  await assert.rejects(stage(join(folder, 'missing'), target), code('file-not-found'));
  assert.deepEqual(readdirSync(folder), ['sub']);
});

test('a copy has the size and checksum that it is told with', async (t) => {
  const target = join(newFolder(t), 'copy');
  const { size, checksum } = await stage(Readable.from([Buffer.from('ab'), Buffer.from('c')]), target);
  assert.equal(size, 3);
  assert.equal(checksum, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
