import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { JobResult } from '../../main/engine/api/jobs.ts';
import type { EngineParams } from '../../main/engine/api/protocol.ts';
import { conversation, many } from '../support/collection.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

type DryRunOptions = Partial<Omit<Extract<EngineParams<'submit'>, { kind: 'dry-run' }>, 'kind' | 'paths'>>;

async function dryRun(
  w: Workspace,
  paths: string | readonly string[],
  options: DryRunOptions = {},
): Promise<JobResult> {
  const files = typeof paths === 'string' ? [paths] : paths;
  const { jobId } = await w.engine.call('submit', {
    kind: 'dry-run',
    paths: files,
    target: w.target,
    ...options,
  });
  const result = await w.engine.ended(jobId);
  const { read, new: fresh, identical, differing, duplicates, invalid } = result.counts;
  assert.equal(read, fresh + identical + differing + duplicates + invalid, JSON.stringify(result.counts));
  return result;
}

function classesOf({ counts }: JobResult): number[] {
  return [counts.new, counts.identical, counts.differing, counts.duplicates, counts.invalid];
}

test('a dry run says of every record what an import would meet, and writes nothing', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords([conversation('same'), conversation('differs', { note: 'old', kept: true })]);
  const before = await w.hash();
  const path = w.file('mixed.jsonl', [
    conversation('same'),
    conversation('differs', { note: 'new' }),
    conversation('fresh'),
    conversation('fresh', { note: 'again' }),
    { id: 'broken', messages: 'none' },
  ]);
  for (const batchSize of [1, 2, 1000]) {
    const result = await dryRun(w, path, { batchSize });
    assert.equal(result.state, 'completed', result.error?.message);
    assert.deepEqual(classesOf(result), [1, 1, 1, 1, 1], `batches of ${batchSize}`);
    assert.equal(await w.hash(), before);
    const { findings } = await w.engine.call('findings', { jobId: result.jobId });
    assert.deepEqual(
      findings.map(({ record, line, id, choice }) => [record, line, id, choice]),
      [[2, 2, '"differs"', 'policy']],
    );
    assert.deepEqual(findings[0]?.differences, {
      fields: [{ path: 'note', mine: '"old"', file: '"new"' }],
      more: 0,
    });
  }
});

test('a dry run makes no collection, and foresees what the import then does', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('many.jsonl', [...many(500), ...many(10, { note: 'twice' })]);
  const foreseen = await dryRun(w, path);
  assert.deepEqual(classesOf(foreseen), [500, 0, 0, 10, 0]);
  assert.equal(await w.exists(), false);
  const { counts } = await w.import(path);
  assert.deepEqual([counts.inserted, counts.updated], [500, 10]);
});

test('under replace a document with fields of its own differs, under update it does not', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords([conversation('one', { mine: 1 })]);
  const path = w.file('one.jsonl', [conversation('one')]);
  assert.deepEqual(classesOf(await dryRun(w, path)), [0, 1, 0, 0, 0]);
  const replacing = await dryRun(w, path, { onConflict: 'replace' });
  assert.deepEqual(classesOf(replacing), [0, 0, 1, 0, 0]);
});

test('for a replaced collection a dry run counts what would be removed', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(10));
  const path = w.file('some.jsonl', [conversation('c1'), conversation('c1'), conversation('new')]);
  const { counts } = await dryRun(w, path, { replaceCollection: true, onConflict: 'replace' });
  assert.deepEqual([counts.removed, counts.new, counts.duplicates], [9, 1, 1]);
  assert.equal((await dryRun(w, path)).counts.removed, 0);
});

test('documents too heavy to be held together are compared in parts', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const text = 'x'.repeat(3_000_000);
  await w.importRecords(many(8, { text }));
  const path = w.file('light.jsonl', many(8, { text: 'light' }));
  assert.deepEqual(classesOf(await dryRun(w, path)), [0, 0, 8, 0, 0]);
});

test('the differences of the first thousand are shown, the others are counted and can be chosen', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(1100, { note: 'old' }));
  const result = await dryRun(w, w.file('new.jsonl', many(1100, { note: 'new' })));
  const { jobId } = result;
  const first = await w.engine.call('findings', { jobId, limit: 1000 });
  const rest = await w.engine.call('findings', { jobId, after: 1000, limit: 1000 });
  assert.deepEqual([first.total, first.findings.length, rest.findings.length], [1100, 1000, 100]);
  assert.ok(first.findings.every(({ differences }) => differences?.fields[0]?.path === 'note'));
  assert.ok(rest.findings.every(({ differences }) => differences === undefined));
  assert.deepEqual(await w.engine.call('choose', { jobId, choice: 'keep' }), { count: 1100 });
});

test('a policy is suggested with its reason', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const at = (updated_at: string, messages: readonly string[]) => ({
    updated_at,
    messages: messages.map((id) => ({ id, type: 'user', content: id, timestamp: '2026-01-01T00:00:00Z' })),
  });
  const [early, late] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
  const suggested = async (held: object, brought: object, also: object[] = []) => {
    w.collection = `c${Math.random()}`.replace('.', '');
    await w.importRecords([
      conversation('a', held),
      ...also.map((fields, i) => conversation(`b${i}`, fields)),
    ]);
    const records = [
      conversation('a', brought),
      ...also.map((_, i) => conversation(`b${i}`, at(early, ['m']))),
    ];
    return (await dryRun(w, w.file('s.jsonl', records))).forecast?.policy;
  };
  assert.equal(await suggested(at(early, ['m1']), at(early, ['m1'])), 'update');
  assert.equal(await suggested(at(early, ['m1', 'mine']), at(late, ['m1', 'theirs'])), 'merge');
  assert.equal(await suggested(at(early, ['m1']), at(late, ['m1', 'm2'])), 'update');
  assert.equal(await suggested(at(late, ['m1', 'm2']), at(early, ['m1'])), 'skip');
  assert.equal(await suggested(at(early, ['m1']), at(late, ['m1']), [at(late, ['m'])]), 'newer');
});

test('a cancelled dry run ends as cancelled, and a broken file tells where it is broken', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const path = w.file('long.jsonl', many(50_000));
  const { jobId } = await w.engine.call('submit', { kind: 'dry-run', paths: [path], target: w.target });
  await w.engine.call('cancel', { jobId });
  assert.equal((await w.engine.ended(jobId)).state, 'cancelled');
  const broken = await dryRun(w, w.file('broken.json', '[{"id":"a","messages":[]},{"id":"b"'));
  assert.deepEqual([broken.state, broken.error?.code], ['failed', 'json-broken']);
});

test('choices made in a dry run are followed by the import, and undone with it', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const held = (id: string) =>
    conversation(id, {
      note: 'mine',
      only: 'here',
      messages: [{ id: 'm1', type: 'user', content: 'x', timestamp: '2026-01-01T00:00:00Z' }],
    });
  const brought = (id: string) =>
    conversation(id, {
      note: 'file',
      messages: [{ id: 'm2', type: 'user', content: 'y', timestamp: '2026-01-02T00:00:00Z' }],
    });
  const ids = ['policy', 'keep', 'take', 'replace', 'merge'] as const;
  await w.importRecords(ids.map(held));
  const before = await w.hash();
  const path = w.file('choices.jsonl', [...ids.map(brought), conversation('fresh')]);
  const { jobId } = await dryRun(w, path);
  const { findings } = await w.engine.call('findings', { jobId });
  for (const { seq, id } of findings)
    await w.engine.call('choose', {
      jobId,
      seqs: [seq],
      choice: ids.find((choice) => id === `"${choice}"`) ?? 'policy',
    });
  const result = await w.import(path, { plan: { jobId }, onConflict: 'skip' });
  assert.deepEqual([result.counts.inserted, result.counts.updated, result.counts.skipped], [1, 3, 2]);
  assert.equal(result.changedSincePlan, undefined);
  const look = async (id: string) => {
    const document = await w.document(id);
    return [document?.note, document?.only, document?.messages.map((message: { id: string }) => message.id)];
  };
  assert.deepEqual(await look('policy'), ['mine', 'here', ['m1']]);
  assert.deepEqual(await look('keep'), ['mine', 'here', ['m1']]);
  assert.deepEqual(await look('take'), ['file', 'here', ['m2']]);
  assert.deepEqual(await look('replace'), ['file', undefined, ['m2']]);
  assert.deepEqual(await look('merge'), ['file', 'here', ['m1', 'm2']]);
  await w.undo(result.jobId);
  assert.equal(await w.hash(), before);
});

test('a plan file can be edited, and its choices are followed', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(4, { note: 'mine', lines: 'a\u2028b\r\nc' }));
  const path = w.file('file.jsonl', many(6, { note: 'file', lines: 'd\u2028e' }));
  const { jobId } = await dryRun(w, path);
  const out = w.path('plan.jsonl');
  assert.deepEqual(await w.engine.call('writePlan', { jobId, out }), { path: out, count: 4 });
  const edited = readFileSync(out, 'utf8').replace(
    /^(\{"record":2,.*)"choice":"policy"/m,
    '$1"choice":"keep"',
  );
  assert.ok(edited.includes('"choice":"keep"'), edited);
  const plan = w.file('edited.jsonl', edited);
  const { counts } = await w.import(path, { plan: { path: plan } });
  assert.deepEqual([counts.inserted, counts.updated, counts.skipped], [2, 3, 1]);
  assert.equal((await w.document('c1'))?.note, 'mine');
});

test('a plan for another file, another collection, or that is none, is refused before anything is written', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(2, { note: 'mine' }));
  const path = w.file('file.jsonl', many(3, { note: 'file' }));
  const { jobId } = await dryRun(w, path);
  const plan = w.path('plan.jsonl');
  await w.engine.call('writePlan', { jobId, out: plan });
  const before = await w.hash();
  const other = w.file('other.jsonl', many(5));
  const broken = w.file(
    'broken.jsonl',
    readFileSync(plan, 'utf8').replace('"choice":"policy"', '"choice":"maybe"'),
  );
  for (const [from, by, reason] of [
    [other, plan, /is not the file/],
    [path, broken, /a choice is one of/],
    [path, other, /does not begin as a plan/],
  ] as const) {
    const { state, error } = await w.import(from, { plan: { path: by } });
    assert.deepEqual([state, error?.code], ['failed', 'plan-invalid']);
    assert.match(error?.message ?? '', reason);
  }
  assert.equal(await w.hash(), before);
  w.collection = 'elsewhere';
  const elsewhere = await w.import(path, { plan: { path: plan } });
  assert.equal(elsewhere.error?.code, 'plan-invalid');
  assert.equal(await w.exists(), false, 'no collection was made for it');
  assert.equal((await w.undo(elsewhere.jobId)).state, 'undone');
});

test('a collection that was emptied between dry run and import is told, though every record is new by then', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(many(3));
  const path = w.file('again.jsonl', many(4));
  const { jobId } = await dryRun(w, path);
  await w.documentsOf().deleteMany({});
  const { counts, changedSincePlan } = await w.import(path, { plan: { jobId } });
  assert.equal(counts.inserted, 4);
  assert.deepEqual(changedSincePlan, { count: 3, ids: ['"c0"', '"c1"', '"c2"'] });
});

test('what somebody changed between dry run and import is told, and handled by the policy', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.importRecords(
    ['same', 'differs', 'gone'].map((id) => conversation(id, { note: id === 'same' ? 'file' : 'mine' })),
  );
  const path = w.file(
    'file.jsonl',
    ['same', 'differs', 'gone', 'fresh'].map((id) => conversation(id, { note: 'file' })),
  );
  const { jobId } = await dryRun(w, path);
  await w.engine.call('choose', { jobId, choice: 'keep' });
  const documents = w.documentsOf();
  await documents.updateOne({ _id: 'same' as never }, { $set: { note: 'changed' } });
  await documents.updateOne({ _id: 'differs' as never }, { $set: { note: 'changed' } });
  await documents.deleteOne({ _id: 'gone' as never });
  await documents.insertOne({ ...conversation('fresh'), _id: 'fresh' as never, note: 'appeared' });
  const { counts, changedSincePlan } = await w.import(path, { plan: { jobId } });
  assert.deepEqual([counts.inserted, counts.updated], [1, 3]);
  assert.deepEqual(changedSincePlan, { count: 4, ids: ['"same"', '"differs"', '"gone"', '"fresh"'] });
  assert.equal((await w.document('differs'))?.note, 'file', 'the choice was for another document');
});
