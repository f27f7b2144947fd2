import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isLocked, tryLockExclusive, tryLockShared } from '../../main/engine/files/process-lock.ts';

const module = new URL('../../main/engine/files/process-lock.ts', import.meta.url).href;

function lockPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-lock-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return join(folder, 'locks', 'owner.lock');
}

/** A process of its own that holds the lock until it is killed. */
async function holder(t: TestContext, path: string, kind: 'tryLockExclusive' | 'tryLockShared') {
  const code = `
    import { ${kind} } from ${JSON.stringify(module)};
    globalThis.lock = ${kind}(${JSON.stringify(path)});
    process.stdout.write(globalThis.lock ? 'held' : 'refused');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [answer] = await once(child.stdout, 'data');
  assert.equal(String(answer), 'held');
  return child;
}

test('a lock that was never taken is free', (t) => {
  assert.equal(isLocked(lockPath(t)), false);
});

test('an exclusive lock keeps everybody else out until it is released', (t) => {
  const path = lockPath(t);
  const lock = tryLockExclusive(path);
  assert.ok(lock);
  assert.equal(tryLockExclusive(path), undefined);
  assert.equal(tryLockShared(path), undefined);
  assert.equal(isLocked(path), true);
  lock.release();
  lock.release();
  assert.equal(isLocked(path), false);
});

test('shared locks stand beside each other and keep an exclusive one out', (t) => {
  const path = lockPath(t);
  const first = tryLockShared(path);
  const second = tryLockShared(path);
  assert.ok(first && second);
  first.release();
  assert.equal(tryLockExclusive(path), undefined);
  second.release();
  using exclusive = tryLockExclusive(path);
  assert.ok(exclusive);
});

test('a lock ends with the block that uses it', (t) => {
  const path = lockPath(t);
  {
    using lock = tryLockExclusive(path);
    assert.ok(lock);
  }
  assert.equal(isLocked(path), false);
});

for (const kind of ['tryLockExclusive', 'tryLockShared'] as const) {
  test(`the lock of a living process is never robbed, that of a killed one is free (${kind})`, async (t) => {
    const path = lockPath(t);
    const child = await holder(t, path, kind);
    assert.equal(isLocked(path), true);
    assert.equal(tryLockExclusive(path), undefined);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    using lock = tryLockExclusive(path);
    assert.ok(lock);
  });
}

test('two processes share a lock', async (t) => {
  const path = lockPath(t);
  await holder(t, path, 'tryLockShared');
  using lock = tryLockShared(path);
  assert.ok(lock);
});
