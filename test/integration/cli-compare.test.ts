import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { json, useCli } from '../support/cli.ts';
import { conversation, many } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';

const mongod = useMongod();
const { folder, sluice } = useCli();

function at(collection: string): string[] {
  return ['--uri', mongod.server.uri, '--db', 'cli', '--collection', collection];
}

function file(name: string, records: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}

test('a dry run says what an import would do, for people and for programs, and writes nothing', async () => {
  const held = file('held.jsonl', [conversation('a', { n: 1 }), conversation('b')]);
  await sluice('import', held, ...at('dry'));
  const brought = file('brought.jsonl', [conversation('a', { n: 2 }), conversation('b'), conversation('c')]);
  const people = await sluice('import', brought, '--dry-run', ...at('dry'));
  assert.equal(people.code, 0, people.stderr);
  assert.match(people.stdout, /3 read, 1 new, 1 identical, 1 differing, 0 duplicates, 0 invalid/);
  assert.match(people.stdout, /differing\s+"a" \(record 1, line 1\)\s+n: 1 → 2/);
  assert.match(people.stdout, /Policy: +--on-conflict update\./);
  const programs = json(await sluice('import', brought, '--dry-run', '--json', ...at('dry')));
  assert.deepEqual(
    ['new', 'identical', 'differing', 'duplicates', 'invalid'].map((name) => programs[name]),
    [1, 1, 1, 0, 0],
  );
  assert.equal(await mongod.server.client.db('cli').collection('dry').countDocuments(), 2);
});

test('a plan is written, edited, and followed', async () => {
  await sluice('import', file('plan-held.jsonl', many(3, { n: 1 })), ...at('plan'));
  const brought = file('plan-brought.jsonl', many(3, { n: 2 }));
  const plan = join(folder, 'plan.jsonl');
  const dry = await sluice('import', brought, '--dry-run', '--plan', plan, ...at('plan'));
  assert.match(dry.stderr, /3 choices in .*plan\.jsonl/);
  const lines = readFileSync(plan, 'utf8').split('\n');
  writeFileSync(
    plan,
    lines.map((line) => (line.includes('c1') ? line.replace('"policy"', '"keep"') : line)).join('\n'),
  );
  const result = json(await sluice('import', brought, '--plan', plan, '--json', ...at('plan')));
  assert.deepEqual([result.updated, result.skipped], [2, 1]);
});

test('verify ends with exit code 4 when anything is missing, extra or different', async () => {
  const path = file('verify.jsonl', many(5));
  await sluice('import', path, ...at('verify'));
  const same = await sluice('verify', path, '--json', ...at('verify'));
  assert.deepEqual([same.code, json(same).same], [0, 5]);
  const other = file('other.jsonl', [...many(4), conversation('more')]);
  const run = await sluice('verify', other, '--json', ...at('verify'));
  const { missing, extra, different } = json(run);
  assert.deepEqual([run.code, missing, extra, different], [4, 1, 1, 0]);
});

test('several files are one job, which is taken back together with newer ones, and can be pruned', async () => {
  const files = [file('one.jsonl', many(2)), file('two.jsonl', [conversation('z')])];
  const first = json(await sluice('import', ...files, '--json', ...at('several')));
  assert.equal(first.inserted, 3);
  const second = json(
    await sluice('import', file('three.jsonl', many(1, { n: 1 })), '--json', ...at('several')),
  );
  const refused = await sluice('undo', String(first.jobId), '--json', '--uri', mongod.server.uri);
  assert.equal(refused.code, 1);
  assert.equal((json(refused).error as { code: string }).code, 'undo-newer-jobs');
  const undone = await sluice('undo', String(first.jobId), '--newer', '--json', '--uri', mongod.server.uri);
  assert.deepEqual([undone.code, json(undone).deleted], [0, 3], undone.stderr);
  const { jobs } = json(await sluice('jobs', '--json')) as { jobs: { jobId: string; state: string }[] };
  const stateOf = (jobId: unknown) => jobs.find((job) => job.jobId === jobId)?.state;
  assert.deepEqual([stateOf(first.jobId), stateOf(second.jobId)], ['undone', 'undone']);
  const pruned = await sluice('prune', String(first.jobId), String(second.jobId), '--json');
  assert.ok(Number(json(pruned).bytes) > 0);
});

test('a collection is replaced, matched by a key, and read back, as asked', async () => {
  await sluice(
    'import',
    file('r1.jsonl', [
      { _id: 1, uuid: 'a' },
      { _id: 2, uuid: 'b' },
    ]),
    ...at('replaced'),
  );
  const path = file('r2.jsonl', [{ uuid: 'a', new: true }, { uuid: 'c' }]);
  const options = ['--key', 'uuid', '--replace-collection', '--on-conflict', 'replace', '--verify', 'all'];
  const run = await sluice('import', path, ...options, '--json', ...at('replaced'));
  const result = json(run);
  assert.deepEqual([run.code, result.inserted, result.updated, result.removed], [0, 1, 1, 1], run.stderr);
  assert.deepEqual(result.readBack, { checked: 2, different: 0, ids: [] });
});
