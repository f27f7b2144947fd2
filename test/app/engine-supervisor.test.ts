import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { EngineStatus } from '../../preload/contract.ts';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { EngineSupervisor, type StartEngine } from '../../main/engine-supervisor.ts';

interface Supervised {
  readonly supervisor: EngineSupervisor;
  readonly statuses: EngineStatus[];
  /** Resolves at the next status of that state. */
  readonly until: (state: EngineStatus['state']) => Promise<void>;
}

/** Supervises real processes that run `script`; `file` in it is a path that outlives them. */
function supervise(t: TestContext, script: string): Supervised & { readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-supervisor-'));
  const file = join(folder, 'state');
  const entry = join(folder, 'engine.cjs');
  writeFileSync(entry, `const fs = require('node:fs');\nconst file = ${JSON.stringify(file)};\n${script}`);
  const start: StartEngine = (onMessage, onExit) => {
    const child = fork(entry, { serialization: 'advanced' });
    child.on('message', onMessage);
    child.once('exit', (code) => onExit(code ?? 1));
    return { send: (message) => void child.send(message), kill: () => void child.kill('SIGKILL') };
  };
  const statuses: EngineStatus[] = [];
  const waiting = new Map<EngineStatus['state'], () => void>();
  const supervisor = new EngineSupervisor(start, (status) => {
    statuses.push(status);
    waiting.get(status.state)?.();
  });
  t.after(async () => {
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const until = (state: EngineStatus['state']): Promise<void> =>
    new Promise((resolve) => {
      waiting.set(state, resolve);
    });
  return { supervisor, statuses, until, file };
}

const isCode = (code: string) => (error: unknown) => error instanceof SluiceError && error.code === code;

test('calls that come before the engine is ready are answered once it is', async (t) => {
  const { supervisor } = supervise(
    t,
    `process.on('message', (call) => {
      if (call.shutdown) process.exit(0);
      process.send({ id: call.id, result: [call.method] });
    });
    process.send({ ready: true });`,
  );
  const early = supervisor.call('jobs', {});
  supervisor.start();
  assert.deepEqual(await early, ['jobs']);
  assert.deepEqual(await supervisor.call('namespaces', {}), ['namespaces']);
});

test('a call under way when the engine dies is rejected, and the next one reaches a new engine', async (t) => {
  const { supervisor, statuses, until } = supervise(
    t,
    `process.on('message', (call) => {
      if (call.shutdown) process.exit(0);
      if (call.method === 'jobs') process.kill(process.pid, 'SIGKILL');
      process.send({ id: call.id, result: { path: String(process.pid) } });
    });
    process.send({ ready: true });`,
  );
  const ready = until('ready');
  supervisor.start();
  await ready;
  const first = await supervisor.call('inspect', { path: 'a' });
  await assert.rejects(supervisor.call('jobs', {}), isCode('engine-gone'));
  const second = await supervisor.call('inspect', { path: 'a' });
  assert.notEqual(first.path, second.path);
  assert.deepEqual(
    statuses.map(({ state }) => state),
    ['ready', 'restarting', 'ready'],
  );
});

test('an engine that cannot start says why, and is tried again', async (t) => {
  const { supervisor, statuses } = supervise(
    t,
    `process.on('message', (call) => {
      if (call.shutdown) process.exit(0);
      process.send({ id: call.id, result: [] });
    });
    if (fs.existsSync(file)) process.send({ ready: true });
    else {
      fs.writeFileSync(file, '');
      process.send({ failed: { code: 'journal-busy', message: '', details: {} } }, () => process.exit(1));
    }`,
  );
  supervisor.start();
  await assert.rejects(supervisor.call('jobs', {}), isCode('journal-busy'));
  assert.equal(statuses.at(-1)?.error?.code, 'journal-busy');
  assert.deepEqual(await supervisor.call('jobs', {}), []);
});

test('stopping lets the engine close, and starts nothing again', async (t) => {
  const { supervisor, statuses, until, file } = supervise(
    t,
    `process.on('message', (call) => {
      if (!call.shutdown) return;
      fs.writeFileSync(file, 'closed');
      process.exit(0);
    });
    process.send({ ready: true });`,
  );
  const ready = until('ready');
  supervisor.start();
  await ready;
  const pending = supervisor.call('jobs', {});
  await Promise.all([supervisor.stop(), supervisor.stop(), assert.rejects(pending, isCode('engine-gone'))]);
  assert.equal(readFileSync(file, 'utf8'), 'closed');
  await assert.rejects(supervisor.call('jobs', {}), isCode('engine-gone'));
  assert.deepEqual(
    statuses.map(({ state }) => state),
    ['ready'],
  );
});
