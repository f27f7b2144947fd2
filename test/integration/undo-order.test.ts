import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { conversation, many } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

/** Three imports: the second changes what the first inserted, the third only what the second did. */
async function threeJobs(
  w: Workspace,
): Promise<{ first: string; second: string; third: string; unrelated: string }> {
  const { jobId: first } = await w.importRecords(many(50, { n: 1 }), { batchSize: 7 });
  const { jobId: second } = await w.importRecords([
    conversation('c3', { n: 2 }),
    conversation('x', { n: 2 }),
  ]);
  const { jobId: unrelated } = await w.importRecords([conversation('other')]);
  const { jobId: third } = await w.importRecords([conversation('x', { n: 3 })]);
  return { first, second, third, unrelated };
}

test('a job cannot be undone under newer ones that changed the same documents; they are named', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { first, second, third } = await threeJobs(w);
  const before = await w.hash();
  for (const [jobId, newer] of [
    [first, second],
    [second, third],
  ] as const) {
    await assert.rejects(
      w.engine.call('undo', { jobId }),
      (error) =>
        error instanceof SluiceError && error.code === 'undo-newer-jobs' && error.details.newer === newer,
    );
  }
  assert.equal(await w.hash(), before);
  await w.undo(third);
  await w.undo(second);
  assert.equal((await w.undo(first)).counts.kept, 0);
});

test('asked for, newer jobs are undone first, in order, and others are left alone', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { first, second, third, unrelated } = await threeJobs(w);
  await w.engine.call('undo', { jobId: first, newer: true });
  const result = await w.engine.ended(first);
  assert.deepEqual([result.state, result.counts.deleted, result.counts.kept], ['undone', 50, 0]);
  const states = await Promise.all(
    [second, third, unrelated].map(async (jobId) => (await w.engine.call('job', { jobId })).state),
  );
  assert.deepEqual(states, ['undone', 'undone', 'completed']);
  assert.deepEqual(
    (await w.documentsOf().find().toArray()).map(({ _id }) => _id as unknown),
    ['other'],
  );
});

test('force undoes a job over newer ones', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { first } = await threeJobs(w);
  const { counts } = await w.undo(first, { force: true });
  assert.deepEqual([counts.deleted, counts.kept], [50, 0]);
});

test('without undo nothing is kept, and undoing is refused with words', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(20, { note: 'old' }));
  const result = await w.importRecords(many(20, { note: 'new' }), { undo: false });
  assert.equal(result.undoable, false);
  assert.equal((await w.engine.call('job', { jobId: result.jobId })).counts.updated, 20);
  using journal = w.openJournal(result.jobId);
  assert.ok(
    [...journal.newestFirst({ undone: false })].every(({ entries }) =>
      entries.every(({ before }) => !before),
    ),
  );
  await assert.rejects(
    w.engine.call('undo', { jobId: result.jobId }),
    (error) => error instanceof SluiceError && error.code === 'undo-not-kept',
  );
});

test('a pruned job frees its space, and says that it cannot be undone any more', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId, journalBytes } = await w.importRecords(many(20));
  assert.ok(journalBytes > 0);
  const { bytes } = await w.engine.call('prune', { jobIds: [jobId] });
  assert.ok(bytes >= journalBytes);
  const job = await w.engine.call('job', { jobId });
  assert.deepEqual([job.undoable, job.journalBytes, job.counts.inserted], [false, 0, 20]);
  await w.engine.call('undo', { jobId });
  assert.equal((await w.engine.ended(jobId)).error?.code, 'journal-gone');
  await w.restart();
  assert.equal((await w.engine.call('job', { jobId })).resumable, false);
  await assert.rejects(
    w.engine.call('resume', { jobId }),
    (error) => error instanceof SluiceError && error.code === 'journal-gone',
  );
});
