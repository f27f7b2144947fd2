import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { defaultLocalServer, type LocalServerSettings } from '../../main/engine/api/settings.ts';
import { homeFolders, type HomeFolders } from '../../main/engine/files/home.ts';
import { answers } from '../../main/engine/mongo/local-admin.ts';
import { explainEnd, freePort } from '../../main/engine/mongo/local-process.ts';
import {
  localStatus,
  openLocalServer,
  startLocal,
  stopLocal,
  type LocalServer,
  type LocalServerOptions,
} from '../../main/engine/mongo/local-server.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const env = {
  ...process.env,
  SLUICE_BINARIES: process.env.SLUICE_BINARIES ?? join(repository, '.cache', 'binaries'),
};

/** A home of its own, with a folder name that needs care; whatever still runs in it at the end is killed. */
function newHome(t: TestContext): LocalServerOptions & { folders: HomeFolders } {
  const root = mkdtempSync(join(tmpdir(), 'sluice é home-'));
  const folders = homeFolders(root);
  t.after(async () => {
    const { pid } = await localStatus(folders);
    if (pid !== undefined) await kill(pid);
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
  return { folders, env, cacheSizeGB: 0.25 };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(10);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  // An orphan nobody reaps stays visible as a zombie; it is dead all the same.
  const state = /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  return state !== 'Z';
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid));
}

async function withCollection<T>(
  server: LocalServer,
  work: (c: ReturnType<typeof collection>) => Promise<T>,
) {
  const client = new MongoClient(server.uri);
  try {
    return await work(collection(client));
  } finally {
    await client.close();
  }
}

async function withAdmin<T>(
  server: LocalServer,
  work: (admin: ReturnType<ReturnType<MongoClient['db']>['admin']>) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(server.uri);
  try {
    return await work(client.db('admin').admin());
  } finally {
    await client.close();
  }
}

const collection = (client: MongoClient) => client.db('sluice').collection<{ _id: string }>('conversations');

/** A process of its own that opens the server, says its pid, and holds on to it. */
function otherProcess(t: TestContext, folders: HomeFolders) {
  const module = new URL('../../main/engine/mongo/local-server.ts', import.meta.url).href;
  const options = JSON.stringify({ folders, cacheSizeGB: 0.25 });
  const code = `
    import { openLocalServer } from ${JSON.stringify(module)};
    const server = await openLocalServer(${options});
    console.log(server.pid);
    process.once('SIGTERM', () => server.release().then(() => process.exit(0)));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const said = once(child.stdout, 'data').then(([text]) => Number(String(text)));
  const ended = once(child, 'exit').then(() => assert.fail('it ended before it had a server'));
  ended.catch(() => undefined);
  const pid = Promise.race([said, ended]);
  return { child, pid };
}

test('the local server answers on 127.0.0.1, ends with its last user, and comes back at the same port', async (t) => {
  const home = newHome(t);
  const first = await openLocalServer(home);
  assert.equal(first.adopted, false);
  assert.match(first.uri, /^mongodb:\/\/127\.0\.0\.1:\d+\//);
  const second = await openLocalServer(home);
  assert.equal(second.adopted, true);
  assert.equal(second.pid, first.pid);
  await first.release();
  await first.release();
  assert.equal((await localStatus(home.folders)).running, true);
  await second.release();
  assert.equal((await localStatus(home.folders)).running, false);
  assert.equal(isAlive(first.pid), false);
  await using again = await openLocalServer(home);
  assert.equal(again.port, first.port);
});

test('its documents are there after a kill of the server', async (t) => {
  const home = newHome(t);
  const before = await openLocalServer(home);
  await withCollection(before, (c) =>
    c.insertOne({ _id: 'a' }, { writeConcern: { w: 'majority', j: true } }),
  );
  await kill(before.pid);
  await using after = await openLocalServer(home);
  assert.equal(after.adopted, false);
  assert.equal(await withCollection(after, (c) => c.countDocuments()), 1);
  await before.release();
  assert.equal((await localStatus(home.folders)).running, true);
});

test('two processes that come at once share one server', async (t) => {
  const home = newHome(t);
  const others = [otherProcess(t, home.folders), otherProcess(t, home.folders)];
  await using mine = await openLocalServer(home);
  const pids = await Promise.all(others.map(({ pid }) => pid));
  assert.deepEqual(pids, [mine.pid, mine.pid]);
});

test('a server that survived the crash of its starter is adopted, and ended by its last user', async (t) => {
  const home = newHome(t);
  const { child, pid } = otherProcess(t, home.folders);
  const serverPid = await pid;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  const server = await openLocalServer(home);
  assert.equal(server.adopted, true);
  assert.equal(server.pid, serverPid);
  await server.release();
  assert.equal(await answers(server.port), false);
});

test('a pinned server stays without users until it is stopped', async (t) => {
  const home = newHome(t);
  const started = await startLocal(home);
  assert.equal(started.running, true);
  assert.equal(started.pinned, true);
  assert.equal(started.inUse, false);
  const server = await openLocalServer(home);
  assert.equal(server.adopted, true);
  assert.equal(await stopLocal(home.folders), 'in-use');
  const { pid } = server;
  assert.equal(isAlive(pid), true);
  await server.release();
  assert.equal(isAlive(pid), false);
  await startLocal(home);
  assert.equal(await stopLocal(home.folders), 'stopped');
  assert.equal(await stopLocal(home.folders), 'not-running');
});

test('when its port is taken it moves to another one', async (t) => {
  const home = newHome(t);
  const first = await openLocalServer(home);
  await first.release();
  const squatter = createServer((socket) => socket.destroy());
  squatter.listen(first.port, '127.0.0.1');
  // Another test's server may be there already: then the port is taken as it should be.
  const isTaken = once(squatter, 'error').then(([error]: unknown[]) =>
    assert.match(String(error), /EADDRINUSE/),
  );
  await Promise.race([once(squatter, 'listening'), isTaken]);
  t.after(() => squatter.close());
  await using second = await openLocalServer(home);
  assert.notEqual(second.port, first.port);
});

test('a server that serves other data is never taken for ours', async (t) => {
  const [ours, theirs] = [newHome(t), newHome(t)];
  await using other = await openLocalServer(theirs);
  const first = await openLocalServer(ours);
  await first.release();
  const stateFile = join(ours.folders.mongo, 'local.json');
  writeFileSync(stateFile, JSON.stringify({ port: other.port, pid: other.pid }));
  assert.equal((await localStatus(ours.folders)).running, false);
  await using server = await openLocalServer(ours);
  assert.notEqual(server.pid, other.pid);
});

test('damaged data files are an error with the words of the server and the place of its log', async (t) => {
  const home = newHome(t);
  const server = await openLocalServer(home);
  await server.release();
  truncateSync(join(home.folders.mongo, 'data', 'WiredTiger.wt'), 10);
  truncateSync(join(home.folders.mongo, 'data', 'WiredTiger.turtle'), 10);
  await assert.rejects(openLocalServer(home), (error) => {
    assert.ok(error instanceof SluiceError);
    assert.equal(error.code, 'mongod-failed');
    assert.match(error.message, /WiredTiger/);
    assert.equal(error.details.log, join(home.folders.mongo, 'mongod.log'));
    return true;
  });
});

/** Changes what the settings file says of the local server. */
function setLocalServer({ settingsFile }: HomeFolders, localServer: Partial<LocalServerSettings>): void {
  writeFileSync(settingsFile, JSON.stringify({ localServer: { ...defaultLocalServer, ...localServer } }));
}

test('the settings name port, folder and cache; a server that runs is left as it is', async (t) => {
  const { cacheSizeGB: _, ...home } = newHome(t);
  const wished = await freePort();
  const first = await openLocalServer({ ...home, cacheSizeGB: 0.25 });
  await withCollection(first, (c) => c.insertOne({ _id: 'in the first folder' }));
  const folder = join(home.folders.root, 'on another disk');
  setLocalServer(home.folders, { port: wished, folder, cacheMegabytes: 300 });
  const adopted = await openLocalServer(home);
  assert.deepEqual([adopted.adopted, adopted.pid], [true, first.pid]);
  assert.equal((await localStatus(home.folders)).dataPath, join(home.folders.mongo, 'data'));
  await first.release();
  await adopted.release();
  assert.equal(isAlive(first.pid), false);

  const moved = await openLocalServer(home);
  assert.equal(moved.port, wished);
  assert.equal((await localStatus(home.folders)).dataPath, join(folder, 'sluice-mongodb'));
  assert.equal(await withCollection(moved, (c) => c.countDocuments()), 0);
  const cache = await withAdmin(moved, (admin) => admin.serverStatus());
  assert.equal(cache.wiredTiger['cache']['maximum bytes configured'], 300 * 1024 * 1024);
  await moved.release();

  // Named itself, the folder of the data is taken as it is.
  setLocalServer(home.folders, { folder: join(home.folders.mongo, 'data') });
  await using back = await openLocalServer({ ...home, cacheSizeGB: 0.25 });
  assert.equal(await withCollection(back, (c) => c.countDocuments()), 1);
});

test('a port or a folder of the settings that cannot be had is an error that says so', async (t) => {
  const home = newHome(t);
  const squatter = createServer().listen(0, '127.0.0.1');
  t.after(() => squatter.close());
  await once(squatter, 'listening');
  const address = squatter.address();
  assert.ok(typeof address === 'object' && address !== null);
  setLocalServer(home.folders, { port: address.port });
  const taken = new RegExp(`port ${address.port}, which the settings name, is taken`);
  await assert.rejects(openLocalServer(home), { code: 'mongod-failed', message: taken });
  const file = join(home.folders.root, 'a file');
  writeFileSync(file, '');
  setLocalServer(home.folders, { folder: file });
  await assert.rejects(openLocalServer(home), { code: 'mongod-failed', message: /cannot be made/ });
  setLocalServer(home.folders, { program: file });
  await assert.rejects(openLocalServer(home), { code: 'mongod-unavailable', message: /the settings name/ });
});

/** A line of mongod's log that reports a fatal error. */
const line = (msg: string): string => JSON.stringify({ s: 'F', c: 'STORAGE', msg, attr: { error: 'x' } });

test('data files of another version are told from other failures', () => {
  const newer = 'Failed to start up WiredTiger under any compatibility version.';
  const older = 'UPGRADE PROBLEM: The data files need to be fully upgraded to version 4.4 before';
  assert.equal(explainEnd('SIGABRT', [line(newer)]).kind, 'wrong-version');
  assert.equal(explainEnd('exit code 1', [line(older)]).kind, 'wrong-version');
  assert.equal(explainEnd('exit code 62', []).kind, 'wrong-version');
  assert.deepEqual(explainEnd('exit code 14', ['not JSON', line('Out of paper')]), {
    kind: 'failed',
    reason: 'exit code 14; Out of paper {"error":"x"}',
  });
});
