import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { test } from 'node:test';
import { inTurn } from '../../scripts/lib/turn.mjs';

const lib = (name: string): string =>
  JSON.stringify(new URL(`../../scripts/lib/${name}`, import.meta.url).href);

/** A process that runs a program through scripts/lib/run.mjs, as the wrappers do where nothing can be replaced. */
const wrapper = (program: string): string[] => [
  '--input-type=module',
  '-e',
  `import { run } from ${lib('run.mjs')};
   process.exit(await run(process.execPath, ['-e', ${JSON.stringify(program)}]));`,
];

test('a wrapper ends with the exit code of its program', () => {
  assert.equal(spawnSync(process.execPath, wrapper('process.exit(3)')).status, 3);
  assert.equal(
    spawnSync(process.execPath, wrapper('process.kill(process.pid, "SIGKILL")')).status,
    128 + constants.signals.SIGKILL,
  );
});

test('a signal to the wrapper reaches its program once', { skip: process.platform === 'win32' }, async () => {
  const program = `
    let signals = 0;
    process.on('SIGINT', () => { signals += 1; setImmediate(() => process.exit(100 + signals)); });
    console.log('ready');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, wrapper(program), { stdio: ['ignore', 'pipe', 'pipe'] });
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  assert.equal(code, 101);
});

test('set-up steps of one name take turns, also after one that failed or died', async () => {
  const name = `test-${process.pid}`;
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const one = inTurn(name, async () => {
    order.push('one begins');
    await first.promise;
    order.push('one ends');
  });
  const two = inTurn(name, async () => {
    order.push('two');
  });
  first.resolve();
  await Promise.all([one, two]);
  assert.deepEqual(order, ['one begins', 'one ends', 'two']);
  await assert.rejects(
    inTurn(name, () => Promise.reject(new Error('broken step'))),
    /broken step/,
  );
  const dies = `import { inTurn } from ${lib('turn.mjs')};
    await inTurn(${JSON.stringify(name)}, () => process.kill(process.pid, 'SIGKILL'));`;
  spawnSync(process.execPath, ['--input-type=module', '-e', dies]);
  assert.equal(await inTurn(name, () => Promise.resolve('mine')), 'mine');
});
