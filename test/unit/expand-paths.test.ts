import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { expandPaths } from '../../main/expand-paths.ts';

function folderWith(t: TestContext, ...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice folder-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), '{}');
  }
  return folder;
}

test('a folder becomes the files in it that can be imported, by name', async (t) => {
  const folder = folderWith(t, 'b.json', 'a.jsonl', 'sub/c.CSV', 'photo.png', '.hidden.json');
  const found = await expandPaths([folder]);
  assert.deepEqual(found, {
    paths: ['a.jsonl', 'b.json', 'sub/c.CSV'].map((name) => join(folder, name)),
    leftOut: 1,
    isCut: false,
  });
});

test('files stay as they are, so that what is wrong with one is told', async () => {
  assert.deepEqual((await expandPaths(['/nowhere/a.png'])).paths, ['/nowhere/a.png']);
});

test('links that lead back to their folder end', async (t) => {
  const folder = folderWith(t, 'a.json');
  symlinkSync(folder, join(folder, 'again'));
  assert.deepEqual((await expandPaths([folder])).paths, [join(folder, 'a.json')]);
});

test('of very many files only the first ones are taken, and that is said', async (t) => {
  const folder = folderWith(t, 'a.json', 'b.json', 'c.json');
  assert.deepEqual(await expandPaths([folder], 2), {
    paths: ['a.json', 'b.json'].map((name) => join(folder, name)),
    leftOut: 0,
    isCut: true,
  });
});
