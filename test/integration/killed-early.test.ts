import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepName } from '../../main/engine/jobs/steps.ts';
import { runVictim } from '../faults/world.ts';
import { many } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

/** An import that is killed before it has written anything; comes back with its job. */
async function killAt(w: Workspace, step: StepName, path: string): Promise<string> {
  const request = { kind: 'import', paths: [path], target: w.target } as const;
  await w.engine.close();
  const { killedAt } = await runVictim({
    home: w.home,
    uri: w.server.uri,
    work: { kind: 'import', request },
    kill: { pid: 'self', step, nth: 1 },
  });
  assert.equal(killedAt, step);
  await w.restart();
  const [job] = (await w.engine.call('jobs', {})).jobs;
  assert.equal(job?.state, 'interrupted');
  return job.jobId;
}

for (const [step, beginning] of [
  ['before-create', 'missing'],
  ['after-target', 'missing'],
  ['after-target', 'there'],
] as const) {
  test(`killed ${step}, with the collection ${beginning}, an import is undone, and another one goes on`, async (t) => {
    const w = await Workspace.open(t, mongod.server);
    if (beginning === 'there') await w.importRecords(many(3, { note: 'before' }));
    const [before, existed] = [await w.hash(), await w.exists()];
    const path = w.file('new.jsonl', many(10, { note: 'after' }));

    const undone = await w.undo(await killAt(w, step, path));
    assert.equal(undone.state, 'undone', undone.error?.message);
    assert.deepEqual([await w.hash(), await w.exists()], [before, existed]);

    const jobId = await killAt(w, step, path);
    await w.engine.call('resume', { jobId });
    const resumed = await w.engine.ended(jobId);
    assert.deepEqual([resumed.state, resumed.counts.read], ['completed', 10], resumed.error?.message);
    assert.equal((await w.undo(jobId)).state, 'undone');
    assert.deepEqual([await w.hash(), await w.exists()], [before, existed]);
  });
}
