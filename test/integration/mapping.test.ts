import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { conversation } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

const people = `id,E-Mail,born,notes,score
7,ada@example.net,1815-12-10,first,007
8,grace@example.net,1906-12-09,,1.50
9,alan@example.net,someday,,
`;

test('a table gets the names and types that were asked for; what cannot be converted goes to the rejects', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const mapping = [
    { from: 'id', to: '_id' },
    { from: 'E-Mail', to: 'email' },
    { from: 'born', type: 'date' },
    { from: 'notes', to: null },
    { from: 'score', type: 'string' },
  ] as const;
  const result = await w.import(w.file('people.csv', people), { mapping });
  assert.deepEqual([result.state, result.counts.inserted, result.counts.rejected], ['completed', 2, 1]);
  assert.deepEqual(await w.documents(), [
    '{"_id":{"$numberInt":"7"},"email":"ada@example.net","born":{"$date":{"$numberLong":"-4861728000000"}},"score":"007"}',
    '{"_id":{"$numberInt":"8"},"email":"grace@example.net","born":{"$date":{"$numberLong":"-1990137600000"}},"score":"1.50"}',
  ]);
  const [reject] = w.rejects(result.jobId);
  assert.deepEqual([reject?.code, reject?.field, reject?.line], ['field-type', 'born', 4]);
  assert.match(reject?.raw ?? '', /someday/);
  assert.equal((await w.undo(result.jobId)).state, 'undone');
  assert.equal(await w.exists(), false);
});

test('documents are found by the new names; a check, its plan and a comparison follow the same rules', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const mapping = [
    { from: 'mail', to: 'email' },
    { from: 'n', type: 'integer' },
  ] as const;
  await w.importRecords(
    [
      { email: 'a', n: 1 },
      { email: 'b', n: 2 },
    ],
    { key: ['email'] },
  );
  const path = w.file('more.jsonl', [
    { mail: 'a', n: '1' },
    { mail: 'b', n: '3' },
    { mail: 'c', n: '4' },
  ]);
  const reading = { paths: [path], target: w.target, key: ['email'], mapping } as const;
  const check = await w.engine.call('submit', { kind: 'dry-run', ...reading });
  const { counts: seen } = await w.engine.ended(check.jobId);
  assert.deepEqual([seen.new, seen.identical, seen.differing], [1, 1, 1]);

  const plan = { path: w.path('plan.jsonl') };
  await w.engine.call('writePlan', { jobId: check.jobId, out: plan.path });
  assert.match(readFileSync(plan.path, 'utf8'), /"mapping":\[\{"from":"mail"/);
  const otherwise = await w.import(path, { key: ['email'], plan, mapping: mapping.slice(0, 1) });
  assert.equal(otherwise.error?.code, 'plan-invalid');

  const result = await w.import(path, { key: ['email'], plan, mapping });
  assert.deepEqual([result.counts.inserted, result.counts.unchanged, result.counts.updated], [1, 1, 1]);
  const compared = await w.engine.call('submit', { kind: 'verify', ...reading });
  const { counts } = await w.engine.ended(compared.jobId);
  assert.deepEqual([counts.same, counts.missing, counts.different], [3, 0, 0]);
  assert.deepEqual((await w.engine.call('job', { jobId: result.jobId })).mapping, mapping);
});

test('rules that cannot be followed start no job, and conversations are stored as they are', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('conversations.jsonl', [conversation('a', {})]);
  await assert.rejects(w.startImport(path, { mapping: [{ from: 'a', to: 'b.c' }] }), {
    code: 'mapping-invalid',
  });
  assert.deepEqual((await w.engine.call('jobs', {})).jobs, []);
  const result = await w.import(path, { mapping: [{ from: 'title', to: 'name' }] });
  assert.deepEqual([result.state, result.error?.code], ['failed', 'mapping-invalid']);
  assert.equal(await w.exists(), false);
  const asAny = await w.import(path, { shape: 'any', mapping: [{ from: 'title', to: 'name' }] });
  assert.equal(asAny.state, 'completed');
});
