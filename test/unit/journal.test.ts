import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { BSON } from 'bson';
import type { JobListQuery } from '../../main/engine/api/job-list.ts';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { noCounts } from '../../main/engine/api/jobs.ts';
import { packImages } from '../../main/engine/journal/before-images.ts';
import { openJournalDatabase } from '../../main/engine/journal/database.ts';
import { type BatchRange, JobJournal } from '../../main/engine/journal/job-journal.ts';
import type { JobRecord } from '../../main/engine/journal/job-record.ts';
import { JobStore, newJobId } from '../../main/engine/journal/job-store.ts';
import {
  packInserts,
  packPlan,
  type PlannedBatch,
  type PlannedEntry,
} from '../../main/engine/journal/planned-batch.ts';

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice é journal-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function newRecord(jobId: string, fields: Partial<JobRecord> = {}): JobRecord {
  return {
    jobId,
    kind: 'import',
    state: 'queued',
    operation: 'import',
    request: {
      kind: 'import',
      paths: ['/a.json'],
      target: { db: 'd', collection: 'c' },
      format: 'auto',
      shape: 'auto',
      onConflict: 'update',
      batchSize: 1000,
      maxRecordBytes: 1000,
      waitSeconds: 600,
      stage: false,
      replaceCollection: false,
      undo: true,
      readBack: 'sample',
    },
    target: { server: 'local', db: 'd', collection: 'c' },
    createdCollection: false,
    counts: noCounts,
    createdAt: '2026-01-31T14:25:36.000Z',
    bytes: 0,
    seconds: 0,
    warnings: [],
    ...fields,
  };
}

const range: BatchRange = {
  source: 0,
  byteStart: 0,
  byteEnd: 100,
  firstRecord: 1,
  read: 3,
  prefixChecksum: 'abc',
};
const key = (id: unknown): Uint8Array => BSON.serialize({ _id: id });

const plan: PlannedBatch = {
  entries: [
    { key: key(1), action: 'insert', afterHash: 2n ** 64n - 1n },
    {
      key: key('two'),
      action: 'change',
      before: BSON.serialize({ _id: 'two', text: 'x'.repeat(5_000_000) }),
      afterHash: 7n,
    },
    { key: key(null), action: 'change', before: BSON.serialize({ _id: null }), afterHash: 0n },
  ],
  records: [
    { record: 1, action: 'insert', entry: 0 },
    { record: 2, action: 'unchanged', entry: -1 },
    { record: 3, action: 'change', entry: 1 },
  ],
};

test('every connection to the journal syncs each commit and writes ahead', (t) => {
  const path = join(newFolder(t), 'a.sqlite');
  for (let i = 0; i < 2; i++) {
    const database = openJournalDatabase(path, []);
    assert.equal(database.pragma('journal_mode', { simple: true }), 'wal');
    assert.equal(database.pragma('synchronous', { simple: true }), 2);
    database.close();
  }
});

test('migrations run once each, in order, and a failing one leaves nothing', (t) => {
  const path = join(newFolder(t), 'a.sqlite');
  const ran: number[] = [];
  const step = (n: number) => () => void ran.push(n);
  openJournalDatabase(path, [step(1)]).close();
  openJournalDatabase(path, [step(1), step(2), step(3)]).close();
  assert.deepEqual(ran, [1, 2, 3]);
  const half = (): void => {
    throw new Error('half way');
  };
  const makes = (name: string) => (database: { exec(sql: string): unknown }) =>
    void database.exec(`CREATE TABLE ${name} (x)`);
  const before = [step(1), step(2), step(3)];
  assert.throws(() => openJournalDatabase(path, [...before, makes('a'), half]), /half way/);
  openJournalDatabase(path, [...before, makes('a')]).close();
});

test('a plan comes back from the journal as it was, with its before-images', async (t) => {
  const path = join(newFolder(t), 'job.sqlite');
  {
    using journal = new JobJournal(path);
    await journal.intend(range, plan, await packImages(plan));
  }
  using journal = new JobJournal(path);
  const [batch] = journal.newestFirst({ undone: false });
  assert.equal(batch?.state, 'intended');
  assert.equal(batch.outcomes, undefined);
  assert.deepEqual(batch.records, plan.records);
  for (const [i, entry] of plan.entries.entries()) {
    const found: PlannedEntry | undefined = batch.entries[i];
    assert.deepEqual([found?.action, found?.afterHash], [entry.action, entry.afterHash]);
    assert.equal(Buffer.compare(found?.key ?? new Uint8Array(), entry.key), 0);
    assert.equal(Buffer.compare(found?.before ?? new Uint8Array(), entry.before ?? new Uint8Array()), 0);
  }
});

test('a plan of nothing but inserts is packed to the same bytes from flat arrays as from objects', () => {
  const documents = ['a', 'b', 'c'].map((id) => BSON.serialize({ _id: id, text: `of ${id}` }));
  const offsets = [0];
  for (const { length } of documents) offsets.push((offsets.at(-1) ?? 0) + length);
  const entries = documents.map((document, i) => {
    const { _id } = BSON.deserialize(document);
    return { key: BSON.serialize({ _id }), action: 'insert', afterHash: BigInt(i + 7) } as const;
  });
  const records = entries.map((_, i) => ({ record: i * 2 + 1, action: 'insert', entry: i }) as const);
  const flat = packInserts({
    documents: Buffer.concat(documents),
    offsets: Uint32Array.from(offsets),
    hashes: BigUint64Array.from(entries, ({ afterHash }) => afterHash),
    numbers: Float64Array.from(records, ({ record }) => record),
  });
  assert.deepEqual(flat, packPlan({ entries, records }));
});

test('the write-ahead log is put away as it grows, so that the journal takes about what it holds', async (t) => {
  const path = join(newFolder(t), 'job.sqlite');
  using journal = new JobJournal(path);
  const noise = (): Uint8Array => BSON.serialize({ _id: 1, noise: randomBytes(200_000) });
  let kept = 0;
  for (let i = 0; i < 300; i++) {
    const before = noise();
    kept += before.length;
    const change: PlannedBatch = {
      entries: [{ key: key(1), action: 'change', before, afterHash: 1n }],
      records: [],
    };
    await journal.intend(range, change, await packImages(change));
  }
  const wal = statSync(`${path}-wal`).size;
  assert.ok(wal < kept / 4, `${wal} bytes of log for ${kept} bytes of before-images`);
});

test('only what was acknowledged becomes applied, and only what was intended acknowledged', async (t) => {
  using journal = new JobJournal(join(newFolder(t), 'job.sqlite'));
  const counts = { inserted: 1, updated: 1, unchanged: 1, skipped: 0, rejected: 0, removed: 0 };
  const end = { counts, outcomes: Uint8Array.of(1, 1, 1), rejects: [] };
  const [first, second] = [await journal.intend(range, plan, []), await journal.intend(range, plan, [])];
  const states = (): string[] =>
    [...journal.newestFirst({ undone: true })].map(({ state }) => state).toReversed();
  journal.apply([first]);
  assert.deepEqual(states(), ['intended', 'intended']);
  journal.acknowledge(first, end);
  journal.apply([first, second]);
  assert.deepEqual(states(), ['applied', 'intended']);
  journal.acknowledge(first, end);
  assert.deepEqual(states(), ['applied', 'intended']);
  assert.deepEqual(journal.sums(), { ...counts, read: 3, bytes: 100 });
});

test('batches come newest first, and undone ones only when asked for', async (t) => {
  using journal = new JobJournal(join(newFolder(t), 'job.sqlite'));
  const seqs = await Promise.all([1, 2, 3].map(() => journal.intend(range, plan, [])));
  journal.markUndone([
    { seq: seqs[1] ?? 0, deleted: 2, restored: 1, settled: () => [], kept: new Set(['"x"', '"y"']) },
  ]);
  const listed = (undone: boolean): number[] => [...journal.newestFirst({ undone })].map(({ seq }) => seq);
  assert.deepEqual(listed(false), [3, 1]);
  assert.deepEqual(listed(true), [3, 2, 1]);
  assert.deepEqual(journal.kept(10), ['"x"', '"y"']);
  journal.markUndone([
    { seq: seqs[0] ?? 0, deleted: 1, restored: 0, settled: () => ['"x"'], kept: new Set() },
  ]);
  assert.deepEqual(journal.undone(), { deleted: 3, restored: 1, kept: 1 });
  assert.deepEqual([journal.kept(10), journal.countKept()], [['"y"'], 1]);
});

test('rejects come by record number with every fact they had', async (t) => {
  using journal = new JobJournal(join(newFolder(t), 'job.sqlite'));
  const seq = await journal.intend(range, { entries: [], records: [] }, []);
  const counts = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 2, removed: 0 };
  const late = {
    record: 9,
    line: 9,
    byteStart: 80,
    byteEnd: 90,
    code: 'json-syntax',
    message: 'm',
    raw: '{',
  } as const;
  const early = {
    record: 2,
    line: 2,
    byteStart: 5,
    byteEnd: 9,
    code: 'csv-row',
    message: 'n',
    field: 'f',
    raw: '/w==',
    encoding: 'base64',
  } as const;
  journal.acknowledge(seq, { counts, outcomes: new Uint8Array(), rejects: [late, early] });
  assert.deepEqual([...journal.rejects()], [early, late]);
});

test('a job changes only as the table of states allows, and an illegal change leaves it as it was', (t) => {
  using store = new JobStore(newFolder(t));
  store.insert(newRecord('one'));
  store.update('one', { state: 'running' });
  store.update('one', { state: 'completed', bytes: 5 });
  const isRefused = (error: unknown): boolean => error instanceof SluiceError && error.code === 'job-state';
  assert.throws(() => store.update('one', { state: 'running', bytes: 6 }), isRefused);
  assert.deepEqual([store.get('one').state, store.get('one').bytes], ['completed', 5]);
  assert.throws(
    () => store.get('two'),
    (error) => error instanceof SluiceError && error.code === 'job-not-found',
  );
});

test('jobs are listed newest first', (t) => {
  using store = new JobStore(newFolder(t));
  store.insert(newRecord('b', { createdAt: '2026-01-02T00:00:00.000Z' }));
  store.insert(newRecord('a', { createdAt: '2026-01-03T00:00:00.000Z' }));
  store.insert(newRecord('c', { createdAt: '2026-01-01T00:00:00.000Z' }));
  assert.deepEqual(
    store.list().map(({ jobId }) => jobId),
    ['a', 'b', 'c'],
  );
});

test('jobs are found by kind, state and words, a page at a time', (t) => {
  using store = new JobStore(newFolder(t));
  const names = ['Übung', 'notes', 'archive', 'notes-2'];
  for (const [i, name] of names.entries()) {
    const path = `/home/me/${name}.json`;
    const source = { path, filename: `${name}.json`, size: 1, mtimeMs: 0 };
    store.insert(newRecord(name, { createdAt: `2026-01-0${i + 1}T00:00:00.000Z`, sources: [source] }));
  }
  store.update('notes', { state: 'running' });
  const found = (query: JobListQuery) => {
    const { records, more } = store.find(query);
    return [...records.map(({ jobId }) => jobId), more];
  };
  assert.deepEqual(found({}), ['notes-2', 'archive', 'notes', 'Übung', 0]);
  assert.deepEqual(found({ limit: 3 }), ['notes-2', 'archive', 'notes', 1]);
  assert.deepEqual(found({ limit: 3, after: 'notes' }), ['Übung', 0]);
  assert.deepEqual(found({ text: 'NOTES json' }), ['notes-2', 'notes', 0]);
  assert.deepEqual(found({ text: 'übung' }), ['Übung', 0], 'capitals of all alphabets');
  assert.deepEqual(found({ text: 'notes', limit: 1 }), ['notes-2', 1]);
  assert.deepEqual(found({ text: 'record' }), [0], 'not what only the journal itself calls things');
  assert.deepEqual(found({ states: ['running'] }), ['notes', 0]);
  assert.deepEqual(found({ kinds: ['export'] }), [0]);
  assert.deepEqual(found({ text: '  ' }).length, 5);
});

test('a job with an owner is busy for others and is not interrupted, one without an owner is', (t) => {
  const folder = newFolder(t);
  using store = new JobStore(folder);
  using other = new JobStore(folder);
  store.insert(newRecord('owned', { state: 'running' }));
  store.insert(newRecord('orphan', { state: 'running' }));
  store.insert(newRecord('done', { state: 'completed' }));
  const lock = store.own('owned');
  assert.throws(
    () => other.own('owned'),
    (error) => error instanceof SluiceError && error.code === 'job-busy',
  );
  assert.deepEqual(other.markInterrupted(), ['orphan']);
  assert.deepEqual(
    ['owned', 'orphan', 'done'].map((id) => store.get(id).state),
    ['running', 'interrupted', 'completed'],
  );
  lock.release();
  assert.deepEqual(other.markInterrupted(), ['owned']);
});

test('an interrupted import is counted by its acknowledged batches', async (t) => {
  using store = new JobStore(newFolder(t));
  store.insert(newRecord('one', { state: 'running' }));
  {
    using journal = store.openJournal('one');
    const counts = { inserted: 1, updated: 1, unchanged: 1, skipped: 0, rejected: 0, removed: 0 };
    journal.acknowledge(await journal.intend(range, plan, []), {
      counts,
      outcomes: Uint8Array.of(1, 1, 1),
      rejects: [],
    });
    await journal.intend(range, plan, []);
  }
  store.markInterrupted();
  const { counts, bytes } = store.get('one');
  assert.deepEqual(
    [counts.read, counts.inserted, counts.updated, counts.unchanged, bytes],
    [3, 1, 1, 1, 100],
  );
});

test('ids of jobs sort by time and do not repeat', () => {
  const early = newJobId(new Date('2026-01-31T14:25:36Z'));
  assert.match(early, /^20260131-142536-[a-z2-9]{5}$/);
  assert.ok(early < newJobId(new Date('2026-01-31T14:25:37Z')));
  assert.notEqual(newJobId(new Date(0)), newJobId(new Date(0)));
});

test('what journals take on disk is the same asked of one job and of many at once, also of journals in use', (t) => {
  const folder = newFolder(t);
  using store = new JobStore(folder);
  const sizes = (jobIds: readonly string[]) => jobIds.map((jobId) => store.journalBytes(jobId));
  assert.deepEqual(
    store.askingOfMany(() => sizes(['none'])),
    [0],
    'no journal was ever made',
  );
  store.openJournal('closed').close();
  using _used = store.openJournal('used');
  const one = sizes(['closed', 'used', 'none']);
  assert.ok((one[0] ?? 0) > 0 && one[2] === 0);
  assert.ok((one[1] ?? 0) > statSync(store.journalPath('used')).size, 'with its log');
  assert.deepEqual(
    store.askingOfMany(() => sizes(['closed', 'used', 'none'])),
    one,
  );
  store.prune('closed');
  assert.deepEqual(
    store.askingOfMany(() => sizes(['closed'])),
    [0],
    'it is looked at anew each time',
  );
});
