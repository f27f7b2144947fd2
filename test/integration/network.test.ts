import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { BSON } from 'bson';
import type { JobState } from '../../main/engine/api/jobs.ts';
import { connect } from '../../main/engine/mongo/connect.ts';
import { insertDocuments } from '../../main/engine/mongo/documents.ts';
import { many } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Proxy } from '../support/proxy.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();
const records = many(4000, { note: 'imported' });

interface Behind {
  readonly w: Workspace;
  readonly proxy: Proxy;
  readonly jobId: string;
  readonly states: JobState[];
  /** The next time that the job is in that state. */
  readonly until: (state: JobState) => Promise<void>;
}

/** Starts an import through a proxy, and does something to the network once part of it is written. */
async function importThrough(
  t: TestContext,
  options: { readonly trouble: 'cut' | 'silence'; readonly waitSeconds?: number },
): Promise<Behind> {
  const proxy = await Proxy.start(Number(new URL(mongod.server.uri).port));
  let steps = 0;
  const w = await Workspace.open(t, mongod.server, {
    onStep: (step) => {
      if (step === 'before-write' && ++steps === 60) proxy[options.trouble]();
    },
  });
  t.after(() => proxy[Symbol.asyncDispose]());
  await w.documentsOf().insertMany(many(300, { old: true }).map((one) => ({ ...one, _id: one.id as never })));
  const states: JobState[] = [];
  const waiting = new Map<JobState, () => void>();
  w.engine.on('jobChanged', ({ state }) => {
    if (state !== states.at(-1)) states.push(state);
    waiting.get(state)?.();
  });
  const until = (state: JobState): Promise<void> => new Promise((resolve) => waiting.set(state, resolve));
  const timeouts = 'serverSelectionTimeoutMS=1500&connectTimeoutMS=1500&heartbeatFrequencyMS=500';
  const uri = `mongodb://127.0.0.1:${proxy.port}/?directConnection=true&${timeouts}`;
  const { jobId } = await w.engine.call('submit', {
    kind: 'import',
    paths: [w.file('records.jsonl', records)],
    target: { ...w.target, uri },
    batchSize: 20,
    waitSeconds: options.waitSeconds ?? 60,
  });
  return { w, proxy, jobId, states, until };
}

for (const trouble of ['cut', 'silence'] as const) {
  const title = trouble === 'cut' ? 'breaks' : 'falls silent without closing anything';
  test(`an import waits while the network ${title}, and goes on when it is back`, async (t) => {
    const { w, proxy, jobId, states, until } = await importThrough(t, { trouble });
    await until('waiting-for-database');
    assert.equal((await w.engine.call('job', { jobId })).error, undefined);
    proxy.restore();
    const result = await w.engine.ended(jobId);
    assert.deepEqual(states, ['running', 'waiting-for-database', 'running', 'completed']);
    assert.deepEqual(
      [result.counts.read, result.counts.inserted, result.counts.updated],
      [4000, 3700, 300],
      result.error?.message,
    );
    const resumed = await w.hash();
    w.collection = 'undisturbed';
    await w
      .documentsOf()
      .insertMany(many(300, { old: true }).map((one) => ({ ...one, _id: one.id as never })));
    await w.importRecords(records);
    assert.equal(resumed, await w.hash());
  });
}

test('a network that stays away pauses the job with the reason, and resuming ends as if nothing had happened', async (t) => {
  const { w, proxy, jobId, states } = await importThrough(t, { trouble: 'cut', waitSeconds: 1 });
  const paused = await w.engine.ended(jobId);
  assert.deepEqual(states, ['running', 'waiting-for-database', 'paused']);
  assert.ok(['database-lost', 'database-unreachable'].includes(paused.error?.code ?? ''));
  assert.deepEqual([paused.resumable, paused.undoable], [true, true]);
  proxy.restore();
  await w.engine.call('resume', { jobId });
  const result = await w.engine.ended(jobId);
  assert.deepEqual([result.state, result.counts.inserted, result.counts.updated], ['completed', 3700, 300]);
  assert.equal(result.error, undefined);
});

test('a job that waits for its database can be cancelled at once', async (t) => {
  const { w, jobId, until } = await importThrough(t, { trouble: 'cut' });
  await until('waiting-for-database');
  await w.engine.call('cancel', { jobId });
  const cancelled = await w.engine.ended(jobId);
  assert.deepEqual([cancelled.state, cancelled.error], ['cancelled', undefined]);
  assert.equal((await w.undo(jobId, { uri: w.server.uri })).state, 'undone');
  assert.equal(await w.documentsOf().countDocuments({ old: true }), 300);
});

test('a command that is only half sent when the network falls silent is given up', async (t) => {
  const proxy = await Proxy.start(Number(new URL(mongod.server.uri).port));
  t.after(() => proxy[Symbol.asyncDispose]());
  const timeouts = 'serverSelectionTimeoutMS=1500&connectTimeoutMS=1500&heartbeatFrequencyMS=500';
  await using connection = await connect(
    `mongodb://127.0.0.1:${proxy.port}/?directConnection=true&${timeouts}`,
  );
  const place = { connection, db: 'half_sent', collection: 'c', jobId: 'j' };
  // More than the sockets on the way hold.
  const document = BSON.serialize({ _id: 1, text: 'a'.repeat(15_000_000) });
  proxy.silence();
  await assert.rejects(insertDocuments(place, [document]), { code: 'database-lost' });
});
