import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { conversation, many } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

test('what was written is read back: a sample, all of it, or nothing', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const records = [...many(3000), ...many(50, { again: 1 }), ...many(50, { again: 2 })];
  for (const [readBack, checked] of [
    ['all', 3000],
    ['none', undefined],
  ] as const) {
    const result = await w.importRecords(records, { readBack, batchSize: 40 });
    assert.deepEqual(result.readBack, checked === undefined ? undefined : { checked, different: 0, ids: [] });
    await w.undo(result.jobId);
  }
  const sample = await w.importRecords(records, { batchSize: 40 });
  assert.ok(sample.readBack && sample.readBack.checked > 0 && sample.readBack.checked < 3000);
  assert.equal(sample.readBack.different, 0, 'a document that the file changes again is right as well');
});

/** Changes a document from a process of its own; comes back when that has happened. */
function changeElsewhere(uri: string, db: string): void {
  const script = `
    import { MongoClient } from 'mongodb';
    const client = await new MongoClient(${JSON.stringify(uri)}).connect();
    await client.db(${JSON.stringify(db)}).collection('conversations').updateOne({ _id: 'c1' }, { $set: { mine: 1 } });
    await client.close();`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
}

for (const readBack of ['all', 'sample'] as const) {
  test(`somebody who changes what was just written is noticed (${readBack})`, async (t) => {
    let change = (): void => {};
    const w = await Workspace.open(t, mongod.server, {
      onStep: (step) => {
        // Safe on the server, and not read back yet.
        if (step === 'after-apply') change();
      },
    });
    change = () => changeElsewhere(mongod.server.uri, w.db);
    const result = await w.importRecords([...many(5), conversation('z')], { readBack });
    assert.deepEqual(result.readBack, { checked: 6, different: 1, ids: ['"c1"'] });
  });
}
