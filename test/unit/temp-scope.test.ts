import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openTempScope, removeLeftovers } from '../../main/engine/files/temp-scope.ts';

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice é temp-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a scope is gone with everything in it when it ends, and so is its lock', (t) => {
  const folder = newFolder(t);
  {
    using scope = openTempScope(folder);
    writeFileSync(scope.path('.a'), 'a');
    mkdirSync(join(scope.folder, 'below'));
    assert.ok(readdirSync(folder).includes(basename(scope.folder)));
  }
  assert.deepEqual(readdirSync(folder), []);
});

test('a scope is gone when an error leaves it', (t) => {
  const folder = newFolder(t);
  assert.throws(() => {
    using scope = openTempScope(folder);
    writeFileSync(scope.path('.a'), 'a');
    throw new Error('on the way');
  }, /on the way/);
  assert.deepEqual(readdirSync(folder), []);
});

test('two scopes, and two paths of one, never have the same name', (t) => {
  const folder = newFolder(t);
  using one = openTempScope(folder);
  using two = openTempScope(folder);
  assert.equal(new Set([one.folder, two.folder, one.path('.x'), one.path('.x')]).size, 4);
});

test('leftovers of a killed process are removed, those of living ones and those to be kept are not', async (t) => {
  const folder = newFolder(t);
  const module = new URL('../../main/engine/files/temp-scope.ts', import.meta.url).href;
  const script = `
    import { writeFileSync } from 'node:fs';
    const { openTempScope } = await import(${JSON.stringify(module)});
    const scopes = [openTempScope(${JSON.stringify(folder)}), openTempScope(${JSON.stringify(folder)})];
    for (const scope of scopes) writeFileSync(scope.path('.copy'), 'x');
    process.stdout.write(scopes.map(({ folder }) => folder).join('\\n'));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const [first = '', second = ''] = said.toString().split('\n');
  using mine = openTempScope(folder);
  assert.equal(removeLeftovers(folder), 0, 'both processes live');
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(removeLeftovers(folder), 2);
  assert.deepEqual([existsSync(first), existsSync(second), existsSync(mine.folder)], [false, false, true]);
});
