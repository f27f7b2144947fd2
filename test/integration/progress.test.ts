import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobSummary } from '../../main/engine/api/jobs.ts';
import type { ProgressSnapshot } from '../../main/engine/api/progress.ts';
import { conversation } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

const records = Array.from({ length: 3000 }, (_, i) =>
  conversation(`c${i % 2900}`, { n: i, text: 'x'.repeat(500) }),
);

/** Everything the engine says while `work` runs. */
async function heard(w: Workspace, work: () => Promise<unknown>) {
  const snapshots: { at: number; snapshot: ProgressSnapshot }[] = [];
  const states: string[] = [];
  const ends: JobSummary[] = [];
  const offs = [
    w.engine.on('progress', (snapshot) => void snapshots.push({ at: performance.now(), snapshot })),
    w.engine.on('jobChanged', ({ state }) => void (states.at(-1) === state || states.push(state))),
    w.engine.on('jobEnded', (result) => void ends.push(result)),
  ];
  await work();
  for (const off of offs) off();
  return { snapshots, states, ends };
}

function assertOrderly(snapshots: readonly { at: number; snapshot: ProgressSnapshot }[]): ProgressSnapshot {
  const finals = snapshots.filter(({ snapshot }) => snapshot.final);
  const last = snapshots.at(-1)?.snapshot;
  assert.ok(last?.final && finals.length === 1, 'exactly one final snapshot, the last one');
  const percentages = snapshots.map(({ snapshot }) => snapshot.percentage);
  assert.deepEqual(
    percentages,
    percentages.toSorted((a, b) => a - b),
  );
  const regular = snapshots.slice(0, -1);
  for (const [i, { at }] of regular.entries()) {
    const fourth = regular[i + 4];
    // Timers may be early by a millisecond.
    assert.ok(!fourth || fourth.at - at >= 990, 'at most four a second');
  }
  return last;
}

test('an import, staged or not, tells of its way in order, and its last word is the result', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('a.jsonl', [...records, { id: 'no messages' }]);
  for (const stage of [false, true]) {
    const { snapshots, states, ends } = await heard(w, () =>
      w.import(path, { batchSize: 10, stage, shape: 'conversation' }),
    );
    const last = assertOrderly(snapshots);
    const [result] = ends;
    assert.deepEqual(last.counts, result?.counts);
    assert.deepEqual([last.percentage, last.current, last.phase], [100, 3001, 'finishing']);
    assert.deepEqual([states, ends.length], [['running', 'completed'], 1]);
    assert.ok((last.journalBytes ?? 0) > 0, 'what undo needs is told on the way');
  }
});

test('an undo and an export tell of theirs', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId } = await w.importRecords(records);
  const exported = await heard(w, () => w.export({ out: w.path('out.json') }));
  const last = assertOrderly(exported.snapshots);
  assert.deepEqual(
    [last.counts.exported, last.current, last.total, last.percentage],
    [2900, 2900, 2900, 100],
  );
  const undone = await heard(w, () => w.undo(jobId));
  assert.equal(assertOrderly(undone.snapshots).counts.deleted, 2900);
  assert.deepEqual(undone.states, ['undoing', 'undone']);
});

test('a failed import ends with one final snapshot that does not claim to be done', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('cut.json', JSON.stringify(records).slice(0, -100));
  const { snapshots, ends } = await heard(w, () => w.import(path, { batchSize: 50 }));
  const last = assertOrderly(snapshots);
  assert.ok(last.percentage < 100);
  assert.deepEqual(last.counts, ends[0]?.counts);
  assert.equal(ends[0]?.state, 'failed');
});
