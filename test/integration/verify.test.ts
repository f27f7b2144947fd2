import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Long } from 'bson';
import type { JobResult } from '../../main/engine/api/jobs.ts';
import type { EngineParams } from '../../main/engine/api/protocol.ts';
import { conversation, many } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

type VerifyOptions = Partial<Omit<Extract<EngineParams<'submit'>, { kind: 'verify' }>, 'kind' | 'paths'>>;

async function verify(w: Workspace, path: string, options: VerifyOptions = {}): Promise<JobResult> {
  const { jobId } = await w.engine.call('submit', {
    kind: 'verify',
    paths: [path],
    target: w.target,
    ...options,
  });
  const result = await w.engine.ended(jobId);
  assert.equal(result.state, 'completed', result.error?.message);
  return result;
}

function classesOf({ counts }: JobResult): number[] {
  return [counts.same, counts.missing, counts.extra, counts.different];
}

test('a file that was imported, and one that was exported, are the same as the collection', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const records = many(200, { numbers: [1, 1.5, 2e20, 9007199254740991], nested: { 'a.b': null } });
  const path = w.file('records.jsonl', records);
  await w.import(path);
  assert.deepEqual(classesOf(await verify(w, path)), [200, 0, 0, 0]);
  for (const out of ['out.json', 'out.jsonl'].map((name) => w.path(name))) {
    await w.export({ out });
    assert.deepEqual(classesOf(await verify(w, out)), [200, 0, 0, 0], out);
  }
});

test('what is missing, extra or different is counted and told with its fields', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('records.jsonl', many(10));
  await w.import(path);
  const documents = w.documentsOf();
  await documents.deleteOne({ _id: 'c1' as never });
  await documents.updateOne({ _id: 'c2' as never }, { $set: { created_at: '2020-01-01T00:00:00Z' } });
  await documents.updateOne({ _id: 'c3' as never }, { $set: { added: true } });
  await documents.insertOne({ _id: 'other' as never });
  const result = await verify(w, path);
  assert.deepEqual(classesOf(result), [7, 1, 1, 2]);
  const { findings } = await w.engine.call('findings', { jobId: result.jobId });
  assert.deepEqual(
    findings.map((finding) => [finding.class, finding.id, finding.differences?.fields[0]?.path]),
    [
      ['missing', '"c1"', undefined],
      ['different', '"c2"', 'created_at'],
      ['different', '"c3"', 'added'],
      ['extra', '"other"', undefined],
    ],
  );
});

test('types that a file cannot tell apart are not a difference, in any order of fields', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.documentsOf().insertOne({ _id: 'one' as never, b: Long.fromNumber(5), a: [Long.fromNumber(1)] });
  assert.deepEqual(
    classesOf(await verify(w, w.file('a.jsonl', [{ _id: 'one', a: [1], b: 5 }]))),
    [1, 0, 0, 0],
  );
  assert.deepEqual(
    classesOf(await verify(w, w.file('b.jsonl', [{ _id: 'one', a: [2], b: 5 }]))),
    [0, 0, 0, 1],
  );
});

test('of records with the same id the last one counts', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('twice.jsonl', [
    conversation('a', { n: 1 }),
    conversation('b'),
    conversation('a', { n: 2 }),
  ]);
  await w.import(path);
  for (const batchSize of [1, 1000]) {
    const result = await verify(w, path, { batchSize });
    assert.deepEqual([...classesOf(result), result.counts.duplicates], [2, 0, 0, 0, 1]);
  }
});

test('without a collection everything is missing, and records without an id ask for a key', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('people.csv', 'email,name\na@x.org,A\nb@x.org,B\n');
  assert.deepEqual(classesOf(await verify(w, path)), [0, 2, 0, 0]);
  await w.import(path);
  const byId = await verify(w, path);
  assert.deepEqual(classesOf(byId), [0, 2, 2, 0]);
  assert.match(byId.warnings.join(), /2 records have no _id .*--key/);
  assert.deepEqual(classesOf(await verify(w, path, { key: ['email'] })), [2, 0, 0, 0]);
});
