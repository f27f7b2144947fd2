import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { keyText } from '../../main/engine/formats/bson/keys.ts';
import { connect } from '../../main/engine/mongo/connect.ts';
import { BatchWriter } from '../../main/engine/jobs/batch-writer.ts';
import type { BatchPart } from '../../main/engine/jobs/batch-parts.ts';
import { recordKey } from '../../main/engine/jobs/record-key.ts';
import { laterImages } from '../../main/engine/jobs/restore-entries.ts';
import { Durability } from '../../main/engine/jobs/durability.ts';
import { silentLog } from '../../main/engine/jobs/log.ts';
import { homeFolders } from '../../main/engine/files/home.ts';
import { JobJournal } from '../../main/engine/journal/job-journal.ts';
import { BSON, type Document } from 'bson';
import createXxhash from 'xxhash-wasm';
import { many } from '../support/collection.ts';
import { importElsewhere } from '../support/killed-import.ts';
import { useMongod } from '../support/mongod.ts';
import { assertCountsAddUp, Workspace } from '../support/workspace.ts';

const mongod = useMongod();

interface BatchRow {
  seq: number;
  state: string;
  read: number;
  byte_start: number;
  byte_end: number;
  first_record: number;
}

function batchRows(w: Workspace, jobId: string): BatchRow[] {
  const database = new Database(w.journalPath(jobId), { readonly: true });
  const rows = database.prepare<[], BatchRow>('SELECT * FROM batches ORDER BY seq').all();
  database.close();
  return rows;
}

test('at the end every batch is applied, and their ranges cover the file without gaps', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId, bytes } = await w.importRecords(many(25), { batchSize: 10 });
  const rows = batchRows(w, jobId);
  assert.deepEqual(
    rows.map(({ state, read, first_record }) => [state, read, first_record]),
    [
      ['applied', 10, 1],
      ['applied', 10, 11],
      ['applied', 5, 21],
    ],
  );
  assert.equal(rows[0]?.byte_start, 0);
  for (const [i, row] of rows.slice(1).entries()) assert.equal(row.byte_start, rows[i]?.byte_end);
  assert.ok((rows.at(-1)?.byte_end ?? 0) >= bytes - 1);
});

test('a batch is committed to the journal with its before-images before the database sees it', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.documentsOf().insertOne({ _id: 'c0' as never, old: true });
  const [existing] = await w.documents();
  await using connection = await connect(w.server.uri);
  const seen: string[] = [];
  const journalPath = w.path('batches.sqlite');
  // Another connection to the journal sees what is committed and nothing else; it looks just before each write is sent.
  const watched = {
    ...connection,
    client: new Proxy(connection.client, {
      get: (client, name) => {
        if (name === 'db') seen.push(...lookAt(journalPath));
        const value: unknown = Reflect.get(client, name, client);
        return typeof value === 'function' ? value.bind(client) : value;
      },
    }),
  };
  using journal = new JobJournal(journalPath);
  const place = { connection: watched, db: w.db, collection: w.collection, jobId: 'j' };
  const writer = new BatchWriter({
    place,
    journal,
    durability: new Durability(place, journal, () => {}),
    policy: 'update',
    hash: () => 1n,
    log: silentLog,
    key: recordKey(undefined),
    startedEmpty: false,
    keepsBefore: true,
    keepsKeys: false,
    onStep: () => {},
    rejectOf: () => Promise.reject(new Error('nothing is refused here')),
  });
  const document = BSON.serialize({ _id: 'c0', note: 'new' });
  const candidate = {
    record: 1,
    line: 1,
    byteStart: 0,
    byteEnd: 10,
    document,
    key: keyText(document),
    derived: 0,
    hash: 1n,
  };
  const range = { byteStart: 0, byteEnd: 10, firstRecord: 1, read: 1, prefixChecksum: '', source: 0 };
  await writer.write({ candidates: [candidate], rejects: [], range });
  assert.deepEqual(seen, ['nothing', 'intended with 1 before-image'], 'the read comes first, then the write');
  assert.equal((await w.document('c0'))?.note, 'new');
  const [batch] = journal.newestFirst({ undone: false });
  assert.equal(BSON.deserialize(batch?.entries[0]?.before ?? new Uint8Array()).old, true);
  assert.ok(existing);
});

/** A writer whose connection says what it is told to say of its history. */
async function writerWith(w: Workspace, history: { epoch: number }) {
  const xxhash = await createXxhash();
  const connection = await connect(w.server.uri);
  const journal = new JobJournal(w.path('batches.sqlite'));
  const place = {
    connection: { ...connection, epoch: () => history.epoch },
    db: w.db,
    collection: w.collection,
    jobId: 'j',
  };
  const hash = (bytes: Uint8Array): bigint => xxhash.h64Raw(bytes);
  const writer = new BatchWriter({
    place,
    journal,
    durability: new Durability(place, journal, () => {}),
    policy: 'update',
    hash,
    log: silentLog,
    key: recordKey(undefined),
    startedEmpty: false,
    keepsBefore: true,
    keepsKeys: false,
    onStep: () => {},
    rejectOf: () => Promise.reject(new Error('nothing is refused here')),
  });
  const part = (record: number, document: Document): BatchPart => {
    const bytes = BSON.serialize(document);
    const position = { record, line: record, byteStart: record, byteEnd: record + 1 };
    return {
      candidates: [{ ...position, document: bytes, key: keyText(bytes), derived: 0, hash: hash(bytes) }],
      rejects: [],
      range: {
        byteStart: record,
        byteEnd: record + 1,
        firstRecord: record,
        read: 1,
        prefixChecksum: '',
        source: 0,
      },
    };
  };
  const close = async (): Promise<void> => {
    journal.close();
    await connection.close();
  };
  return { journal, writer, hash, part, [Symbol.asyncDispose]: close };
}

test('nothing is planned on what is read after the server may have lost what was written before', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const history = { epoch: 0 };
  await using x = await writerWith(w, history);
  await x.writer.write(x.part(1, { _id: 'a', n: 1 }));
  history.epoch = 1;
  // It is what is there, so that a plan would leave it as it is; it may not be what would be there.
  await assert.rejects(x.writer.write(x.part(2, { _id: 'a', n: 1 })), { code: 'database-lost' });
  assert.equal(x.journal.countBatches(), 1);
});

test('an insert that overtook a lost one of the same document is taken back, and both are applied in order', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await using x = await writerWith(w, { epoch: 0 });
  const records = [
    { _id: 'a', first: 1, n: 1 },
    { _id: 'a', n: 2 },
  ];
  const parts = records.map((record, i) => x.part(i + 1, record));
  // Both were sent as inserts into an empty collection; the server lost the first one and then took the second one.
  for (const { candidates, range } of parts) {
    const [candidate] = candidates;
    const document = candidate?.document ?? new Uint8Array();
    const entry = {
      key: BSON.serialize({ _id: 'a' }),
      action: 'insert',
      afterHash: x.hash(document),
    } as const;
    const doings = [{ record: range.firstRecord, action: 'insert', entry: 0 } as const];
    await x.journal.intend(range, { entries: [entry], records: doings }, []);
  }
  await w.documentsOf().insertOne({ ...records[1], _id: 'a' as never });
  const pending = x.journal.pending();
  const later = laterImages(pending.batches);
  const counts = [];
  for (const [i, part] of parts.entries()) {
    const batch = pending.batches[i];
    assert.ok(batch);
    counts.push(await x.writer.repeat(part, batch, later));
  }
  assert.deepEqual(
    counts.map(({ inserted, updated }) => [inserted, updated]),
    [
      [1, 0],
      [0, 1],
    ],
  );
  assert.deepEqual(await w.document('a'), { _id: 'a', first: 1, n: 2 });
});

function lookAt(path: string): string[] {
  const database = new Database(path, { readonly: true });
  const rows = database.prepare<[], { seq: number; state: string }>('SELECT seq, state FROM batches').all();
  const images = database.prepare<[], { n: number }>('SELECT count(*) AS n FROM before_images').get()?.n;
  database.close();
  return rows.length === 0 ? ['nothing'] : rows.map(({ state }) => `${state} with ${images} before-image`);
}

test('the journal files are write-ahead logs, and every connection syncs each commit', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId } = await w.importRecords(many(1));
  for (const path of [w.journalPath(jobId), join(homeFolders(w.home).journal, 'jobs.sqlite')]) {
    // Bytes 18 and 19 of a SQLite file: the versions for writing and reading, 2 for a write-ahead log.
    assert.deepEqual([...readFileSync(path).subarray(18, 20)], [2, 2]);
  }
});

test('no file of the home holds a password, however it is written', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const secrets = ['hunter2', 'p%40ss-word', 'raw@secret', 'sla/sh@secret', 'client-key-secret'];
  const host = '127.0.0.1:1/?serverSelectionTimeoutMS=20';
  const uris = [
    ...secrets.slice(0, 4).map((secret) => `mongodb://admin:${secret}@${host}`),
    `mongodb://${host}&tls=true&tlsCertificateKeyFilePassword=client-key-secret`,
  ];
  for (const uri of uris) {
    const target = { uri, db: 'x', collection: 'y' };
    const { jobId } = await w.engine.call('submit', {
      kind: 'import',
      paths: [w.file('a.jsonl', many(1))],
      target,
    });
    const { error } = await w.engine.ended(jobId);
    assert.ok(error);
    for (const word of ['hunter2', 'word', 'secret'])
      assert.doesNotMatch(JSON.stringify(error), new RegExp(`${word}[@"]`));
  }
  await w.engine.close();
  const words = ['hunter2', 'p%40ss', 'raw@', 'sla/sh', 'secret', 'word@'];
  for (const file of readdirSync(w.home, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = readFileSync(join(file.parentPath, file.name));
    for (const word of words) assert.equal(bytes.includes(word), false, `${file.name} holds ${word}`);
  }
  await w.restart();
});

test('a living owner keeps its job: another engine neither interrupts nor takes it, but can ask it to stop', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const elsewhere = await importElsewhere(w, w.file('big.jsonl', many(60_000)), {
    batchSize: 20,
    records: 40,
  });
  t.after(() => elsewhere.kill());
  const { jobId } = elsewhere;
  await w.restart();
  assert.equal((await w.engine.call('job', { jobId })).state, 'running');
  const isBusy = (error: unknown): boolean => error instanceof SluiceError && error.code === 'job-busy';
  await assert.rejects(w.undo(jobId), isBusy);
  await assert.rejects(w.engine.call('resume', { jobId }), isBusy);
  assert.equal((await w.engine.call('job', { jobId })).state, 'running');
  await w.engine.call('cancel', { jobId });
  assert.equal((await w.engine.call('job', { jobId })).state, 'running', 'the wish is left for the owner');
  while ((await w.engine.call('job', { jobId })).state !== 'cancelled') await setImmediate();
});

test('a process killed in the middle of an import leaves a job that can be undone to the collection from before', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  await w.documentsOf().insertMany(many(300, { old: true }).map((record) => ({ ...record, _id: record.id })));
  const before = await w.hash();
  const path = w.file('big.jsonl', many(60_000, { note: 'imported' }));
  const elsewhere = await importElsewhere(w, path, { batchSize: 20, records: 400 });
  await elsewhere.kill();
  const { jobId } = elsewhere;
  assert.notEqual(await w.hash(), before);
  const leftovers = readdirSync(homeFolders(w.home).temp);
  assert.ok(leftovers.length > 0, 'the staged copy is still there');

  await w.restart();
  const interrupted = await w.engine.call('job', { jobId });
  assert.deepEqual([interrupted.state, interrupted.undoable], ['interrupted', true]);
  assertCountsAddUp(interrupted);
  assert.ok(
    interrupted.counts.read >= 400 && interrupted.counts.updated >= 300,
    JSON.stringify(interrupted.counts),
  );
  assert.deepEqual(
    readdirSync(homeFolders(w.home).temp),
    [`job-${jobId}`],
    'a resume would need the staged copy',
  );
  const undone = await w.undo(jobId);
  assert.deepEqual([undone.state, undone.counts.kept], ['undone', 0], undone.error?.message);
  assert.equal(await w.hash(), before);
  assert.deepEqual(readdirSync(homeFolders(w.home).temp), []);
});

test('an engine that was open when the owner died finds the job interrupted when it is asked to undo it', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const elsewhere = await importElsewhere(w, w.file('big.jsonl', many(60_000)), {
    batchSize: 20,
    records: 40,
  });
  await elsewhere.kill();
  const { jobId } = elsewhere;
  assert.equal((await w.engine.call('job', { jobId })).state, 'running');
  assert.equal((await w.undo(jobId)).state, 'undone');
  assert.equal(await w.exists(), false);
});

test('the journal of a job goes by the identity of the collection it wrote to', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const { jobId } = await w.importRecords(many(1));
  const database = new Database(join(homeFolders(w.home).journal, 'jobs.sqlite'), { readonly: true });
  const row = database
    .prepare<[string], { record: string }>('SELECT record FROM jobs WHERE job_id = ?')
    .get(jobId);
  database.close();
  assert.match(row?.record ?? '', /"collectionUuid":"[0-9a-f]{32}"/);
  assert.ok(existsSync(w.journalPath(jobId)));
});
