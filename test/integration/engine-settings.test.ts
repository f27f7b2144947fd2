import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { homeFolders } from '../../main/engine/files/home.ts';
import { JobStore } from '../../main/engine/journal/job-store.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

const records = [{ _id: 'a' }, { _id: 'b' }];

async function withSettings(t: TestContext, settings: object): Promise<Workspace> {
  const w = await Workspace.open(t, mongod.server);
  writeFileSync(homeFolders(w.home).settingsFile, JSON.stringify(settings));
  return w;
}

/** Says of a job that it ended so many days ago. */
function age(w: Workspace, jobId: string, days: number): void {
  using store = new JobStore(homeFolders(w.home).journal);
  store.update(jobId, { finishedAt: new Date(Date.now() - days * 86_400_000).toISOString() });
}

test('what undo needs of a job is forgotten after the days that the settings name', async (t) => {
  const w = await withSettings(t, { journalDays: 30 });
  const { jobId: old } = await w.importRecords(records);
  const { jobId: young } = await w.importRecords(
    records.map((record) => ({ ...record, isNew: true })),
    {
      onConflict: 'update',
    },
  );
  age(w, old, 31);
  age(w, young, 29);
  await w.restart();
  assert.equal(existsSync(w.journalPath(old)), false);
  assert.equal(existsSync(w.journalPath(young)), true);
  const { undoable, counts } = await w.engine.call('job', { jobId: old });
  assert.deepEqual([undoable, counts.inserted], [false, 2]);
  assert.equal((await w.undo(young)).state, 'undone');
});

test('a job that can be resumed keeps its journal whatever its age', async (t) => {
  const w = await withSettings(t, { journalDays: 1 });
  const result = await w.import(w.file('broken.json', '[{"_id":"a"},{"_id":'));
  assert.equal(result.state, 'failed');
  age(w, result.jobId, 400);
  await w.restart();
  assert.equal(existsSync(w.journalPath(result.jobId)), true);
});

test('temporary files go to the folder that the settings name, one for each home', async (t) => {
  const w = await withSettings(t, { tempFolder: undefined });
  const folder = w.path('on another disk');
  mkdirSync(folder);
  writeFileSync(homeFolders(w.home).settingsFile, JSON.stringify({ tempFolder: folder }));
  await w.restart();
  const { sources } = await w.importRecords(records, { stage: true });
  assert.ok(sources?.[0]?.stagedPath?.startsWith(folder), JSON.stringify(sources));
  const [ours, ...others] = readdirSync(folder);
  assert.match(ours ?? '', /^sluice-[0-9a-f]{12}$/);
  assert.deepEqual(others, []);
  assert.deepEqual(readdirSync(`${folder}/${ours}`), []);
  assert.deepEqual(readdirSync(homeFolders(w.home).temp), []);
});

test('a folder for temporary files that cannot be used is named, and nothing is imported', async (t) => {
  const w = await withSettings(t, { tempFolder: '/dev/null/no folder' });
  await w.restart();
  const result = await w.import(w.file('records.jsonl', records), { stage: true });
  assert.equal(result.state, 'failed');
  assert.equal(result.error?.code, 'temp-unusable');
  assert.equal(await w.exists(), false);
});

for (const [name, content] of [
  ['no JSON', '{'],
  ['another kind of JSON', '[]'],
  ['values that make no sense', '{"journalDays":-1,"tempFolder":5,"localServer":{"port":99999}}'],
] as const) {
  test(`a settings file that is ${name} keeps nothing from working`, async (t) => {
    const w = await withSettings(t, {});
    writeFileSync(homeFolders(w.home).settingsFile, content);
    await w.restart();
    await w.importRecords(records, { stage: true });
  });
}
