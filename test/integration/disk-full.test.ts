import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { type Document, MongoClient } from 'mongodb';
import type { JobState } from '../../main/engine/api/jobs.ts';
import { createEngine } from '../../main/engine/engine.ts';
import { homeFolders } from '../../main/engine/files/home.ts';
import { freePort } from '../../main/engine/mongo/local-process.ts';
import { many } from '../support/collection.ts';
import { findMongod, spawnMongod, useMongod } from '../support/mongod.ts';
import { SmallDisk, whyNoSmallDisks } from '../support/small-disk.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();
const reason = whyNoSmallDisks();

/** A test on a small disk; where there can be none it says why. */
function onSmallDisk(name: string, run: (t: TestContext) => Promise<void>): void {
  test(name, { timeout: 120_000 }, (t) => (reason === undefined ? run(t) : t.skip(reason)));
}

/** Conversations that do not get smaller by compressing them. */
function large(count: number, fields: Document = {}): Document[] {
  return many(count, fields).map((record) => ({ ...record, summary: randomBytes(1500).toString('base64') }));
}

/** Puts a folder of the home, empty, on a disk of its own, and opens the engine again. */
async function putOnDisk(w: Workspace, folder: string, disk: SmallDisk): Promise<void> {
  await w.engine.close();
  rmSync(folder, { recursive: true, force: true });
  symlinkSync(disk.folder, folder);
  await w.restart();
}

/** Documents as they are before an import of the same ids. */
async function begin(w: Workspace, records: readonly Document[]): Promise<string> {
  await w.documentsOf().insertMany(records.map((record) => ({ ...record, _id: record.id as never })));
  return w.hash();
}

onSmallDisk(
  'a journal without room fails the import by name, and goes on or is undone once there is room',
  async (t) => {
    const w = await Workspace.open(t, mongod.server);
    const before = large(1500, { title: 'before' });
    const disk = SmallDisk.mount(t, 2);
    await putOnDisk(w, join(homeFolders(w.home).journal, 'jobs'), disk);
    const original = await begin(w, before);
    const path = w.file('records.jsonl', large(1500, { note: 'imported' }));
    const failed = await w.import(path, { batchSize: 50 });
    assert.deepEqual([failed.state, failed.error?.code], ['failed', 'disk-full'], failed.error?.message);
    assert.ok(failed.error?.message.includes(`${failed.jobId}.sqlite`), failed.error?.message);
    assert.deepEqual([failed.resumable, failed.undoable], [true, true]);
    assert.notEqual(await w.hash(), original, 'something had been written');
    await w.restart();
    assert.equal((await w.engine.call('job', { jobId: failed.jobId })).state, 'failed');

    disk.grow(64);
    await w.engine.call('resume', { jobId: failed.jobId });
    const result = await w.engine.ended(failed.jobId);
    assert.deepEqual([result.state, result.counts.updated], ['completed', 1500], result.error?.message);
    const resumed = await w.hash();
    assert.equal((await w.undo(failed.jobId)).state, 'undone');
    assert.equal(await w.hash(), original);
    assert.equal((await w.import(path)).counts.updated, 1500);
    assert.equal(await w.hash(), resumed);
  },
);

for (const isStillFull of [false, true]) {
  const when = isStillFull ? 'while the disk is still full' : 'when there is room again';
  onSmallDisk(
    `a list of jobs without room loses no job: it ended, also for the next start ${when}`,
    async (t) => {
      const w = await Workspace.open(t, mongod.server);
      const disk = SmallDisk.mount(t, 1);
      const { journal } = homeFolders(w.home);
      await w.engine.close();
      rmSync(journal, { recursive: true, force: true });
      symlinkSync(disk.folder, journal);
      mkdirSync(w.path('jobs'));
      symlinkSync(w.path('jobs'), join(journal, 'jobs'));
      await w.restart();
      const original = await begin(w, many(100, { title: 'before' }));
      w.engine.on('progress', ({ counts }) => {
        if (counts.read > 0) disk.fill();
      });
      const ends: JobState[] = [];
      w.engine.on('jobEnded', ({ state }) => void ends.push(state));
      const jobId = await w.startImport(w.file('records.jsonl', many(6000, { note: 'imported' })), {
        batchSize: 20,
      });
      const failed = await w.engine.ended(jobId);
      assert.deepEqual([failed.state, failed.error?.code], ['failed', 'disk-full'], failed.error?.message);
      assert.match(failed.error?.message ?? '', /jobs\.sqlite is full/);
      assert.deepEqual(ends, ['failed']);
      assert.deepEqual(
        (await w.engine.call('jobs', {})).jobs.map(({ state }) => state),
        ['failed'],
      );
      await assert.rejects(w.startImport(w.path('records.jsonl')), { code: 'disk-full' });

      if (!isStillFull) disk.free();
      await w.restart();
      const found = await w.engine.call('job', { jobId });
      assert.equal(found.state, isStillFull ? 'interrupted' : 'failed');
      assert.deepEqual([found.resumable, found.undoable], [true, true]);
      disk.free();
      await w.engine.call('resume', { jobId });
      const result = await w.engine.ended(jobId);
      assert.deepEqual([result.state, result.counts.read, result.counts.updated], ['completed', 6000, 100]);
      assert.equal((await w.undo(jobId)).state, 'undone');
      assert.equal(await w.hash(), original);
    },
  );
}

onSmallDisk(
  'a copy that does not fit is refused before, or removed where its size was not known',
  async (t) => {
    const w = await Workspace.open(t, mongod.server);
    const disk = SmallDisk.mount(t, 1);
    const { temp } = homeFolders(w.home);
    await putOnDisk(w, temp, disk);
    const records = large(1000);
    const path = w.file('records.jsonl', records);
    const refused = await w.import(path, { stage: true });
    assert.deepEqual([refused.state, refused.error?.code], ['failed', 'no-space']);
    assert.ok(refused.error?.message.includes(temp), refused.error?.message);

    await w.engine.close();
    const stdin = Readable.from(records.map((record) => `${JSON.stringify(record)}\n`));
    w.engine = await createEngine({ home: w.home, stdin });
    const failed = await w.import('-');
    assert.deepEqual([failed.state, failed.error?.code], ['failed', 'disk-full'], failed.error?.message);
    assert.ok(failed.error?.message.includes(temp), failed.error?.message);
    assert.deepEqual(readdirSync(disk.folder, { recursive: true }), []);
    assert.equal(await w.exists(), false);
    disk.grow(16);
    const staged = await w.import(path, { stage: true });
    assert.deepEqual([staged.state, staged.counts.inserted], ['completed', 1000]);
  },
);

onSmallDisk('an export that does not fit leaves nothing behind, and an older file as it was', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const disk = SmallDisk.mount(t, 1);
  await w.importRecords(large(1000));
  const out = join(disk.folder, 'out.json');
  const failed = await w.export({ out });
  assert.deepEqual([failed.state, failed.error?.code], ['failed', 'disk-full'], failed.error?.message);
  assert.ok(failed.error?.message.includes(out));
  assert.deepEqual(readdirSync(disk.folder), []);
  disk.grow(16);
  const whole = await w.export({ out });
  assert.equal(whole.state, 'completed');
  disk.fill();
  assert.equal((await w.export({ out, overwrite: true })).error?.code, 'disk-full');
  assert.deepEqual(readdirSync(disk.folder).toSorted(), ['filler', 'out.json']);
  const again = await w.import(out);
  assert.deepEqual([again.sha256, again.counts.unchanged], [whole.sha256, 1000]);
});

onSmallDisk(
  'rejects that do not fit into their file stay in the journal, and no part of the file is left',
  async (t) => {
    const w = await Workspace.open(t, mongod.server);
    const disk = SmallDisk.mount(t, 1);
    disk.fill();
    const { jobId, counts } = await w.import(
      w.file('a.jsonl', '{"id":1,\n{"id":2,\n{"id":"c","messages":[]}\n'),
    );
    assert.equal(counts.rejected, 2);
    const out = join(disk.folder, 'rejects.jsonl');
    await assert.rejects(w.engine.call('rejects', { jobId, out }), (error: unknown) => {
      assert.ok(error instanceof Error && 'code' in error && error.code === 'disk-full');
      return error.message.includes(out);
    });
    assert.deepEqual(readdirSync(disk.folder), ['filler']);
    disk.free();
    assert.equal((await w.engine.call('rejects', { jobId, out })).count, 2);
  },
);

onSmallDisk(
  'a database whose disk is full is waited for, and the import goes on when it has room',
  async (t) => {
    const [binary, port] = [await findMongod(), await freePort()];
    const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5000 });
    const w = await Workspace.open(t, { uri, client, stop: async () => {} });
    let child: ChildProcess | undefined;
    t.after(async () => {
      child?.kill('SIGKILL');
      await client.close();
    });
    const disk = SmallDisk.mount(t, 400);
    const start = (): void => {
      child = spawnMongod(binary, disk.folder, port, ['--syncdelay', '1']);
    };
    start();
    const original = await begin(w, large(200, { title: 'before' }));
    // Enough that it is under way for longer than the server takes to notice its disk.
    const path = w.file('records.jsonl', large(15_000));
    const waiting = Promise.withResolvers<void>();
    w.engine.on('jobChanged', ({ state }) => {
      if (state === 'waiting-for-database') waiting.resolve();
    });
    let isFilled = false;
    w.engine.on('progress', ({ counts }) => {
      if (counts.read === 0 || isFilled) return;
      isFilled = true;
      disk.fill();
    });
    const jobId = await w.startImport(path, { batchSize: 100 });
    const isWaiting = await Promise.race([waiting.promise.then(() => true), w.engine.ended(jobId)]);
    assert.equal(isWaiting, true, JSON.stringify(isWaiting));
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    disk.grow(800);
    start();
    const result = await w.engine.ended(jobId);
    assert.deepEqual([result.state, result.counts.read, result.counts.updated], ['completed', 15_000, 200]);
    assert.equal((await w.undo(jobId)).state, 'undone');
    assert.equal(await w.hash(), original);
  },
);
