import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import type { JobResult } from '../../main/engine/api/jobs.ts';
import { conversation, many } from '../support/collection.ts';
import { importElsewhere } from '../support/killed-import.ts';
import { useMongod } from '../support/mongod.ts';
import { assertCountsAddUp, Workspace } from '../support/workspace.ts';
import { zipOf } from '../support/zip.ts';

const mongod = useMongod();

const compress = {
  gz: (bytes: Buffer) => gzipSync(bytes),
  // With the checksum that the zstd program writes; without one nobody can notice every damage.
  zst: (bytes: Buffer) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
  zip: (bytes: Buffer) =>
    zipOf([
      { name: 'notes.txt', content: 'x' },
      { name: 'records', content: bytes },
    ]),
  'stored.zip': (bytes: Buffer) => zipOf([{ name: 'records', content: bytes, stored: true }]),
};
type Kind = keyof typeof compress;
const kinds = Object.keys(compress) as Kind[]; // The keys of a literal.

/** Records of which some are broken, some no conversations, and some refused by a unique index. */
function mixed(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    if (i % 97 === 5) return `{"id":"broken${i}","messages":tru}`;
    if (i % 89 === 7) return `{"id":"none${i}"}`;
    const mail = i % 61 === 9 ? { mail: 'same' } : {};
    return JSON.stringify(conversation(`c${i}`, { text: 'x'.repeat(i % 700), n: i, ...mail }));
  });
}

const sources: Record<string, string> = {
  'a.json': `{"metadata":{"n":1},"conversations":[${mixed(4000).join(',\n')}]}`,
  'b.jsonl': mixed(4000).join('\n'),
  'c.csv': `name,n,mail\n${Array.from({ length: 4000 }, (_, i) => `row ${i},${i},${i % 500 === 0 ? 'same' : i}${i % 700 === 3 ? ',more' : ''}`).join('\n')}`,
};

/** Everything of an import that must not depend on how its source is stored. */
async function outcome(w: Workspace, path: string): Promise<unknown> {
  await w.documentsOf().createIndex({ mail: 1 }, { unique: true, sparse: true });
  // So that it does not depend on the order of writes whom the index refuses.
  await w.documentsOf().insertOne({ mail: 'same' });
  const result = await w.import(path, { batchSize: 100 });
  assert.equal(result.state, 'completed', result.error?.message);
  // Ids that are made of the job's differ from job to job.
  const documents = (await w.documents()).map((text) => text.replace(/"\$oid":"[^"]+"/, '')).toSorted();
  const rejects = readFileSync(result.rejectsFile ?? '', 'utf8');
  assert.match(rejects, /"database-refused"/);
  await w.documentsOf().drop();
  const { counts, bytes, sha256 } = result;
  const digest = createHash('sha256').update(documents.join('\n')).digest('hex');
  return { counts, bytes, sha256, documents: digest, rejects };
}

for (const [name, text] of Object.entries(sources)) {
  test(`${name}: each kind of compression brings the documents, counts and rejects of the plain file`, async (t) => {
    const w = await Workspace.open(t, mongod.server);
    const plain = await outcome(w, w.file(name, text));
    for (const kind of kinds) {
      const packed = await outcome(w, w.file(`${name}.${kind}`, compress[kind](Buffer.from(text))));
      assert.deepEqual(packed, plain, kind);
    }
    const twoMembers = Buffer.concat([gzipSync(text.slice(0, 70_000)), gzipSync(text.slice(70_000))]);
    assert.deepEqual(await outcome(w, w.file(`${name}.two.gz`, twoMembers)), plain);
  });
}

test('what is inside decides, not the name: plain text in a .gz, gzip in a .json, zstd on standard input', async (t) => {
  const text = Buffer.from(
    many(50)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(''),
  );
  const w = await Workspace.open(t, mongod.server, { stdin: Readable.from([zstdCompressSync(text)]) });
  assert.equal((await w.import(w.file('plain.gz', text))).counts.inserted, 50);
  assert.equal((await w.import(w.file('packed.json', gzipSync(text)))).counts.unchanged, 50);
  const staged = await w.import(w.file('a.zip', compress.zip(text)), { stage: true });
  assert.equal(staged.counts.unchanged, 50);
  const piped = await w.import('-');
  assert.deepEqual([piped.counts.unchanged, piped.bytes, piped.sha256], [50, text.length, staged.sha256]);
});

test('a rejects file can be compressed as well', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const first = await w.import(w.file('a.jsonl', mixed(300).join('\n')));
  const mended = readFileSync(first.rejectsFile ?? '', 'utf8').replaceAll('tru}', '[]}');
  const second = await w.import(w.file('mended.jsonl.gz', gzipSync(mended)), { shape: 'conversation' });
  assert.ok(second.counts.inserted > 0 && second.counts.rejected > 0);
  assert.match(readFileSync(second.rejectsFile ?? '', 'utf8'), /"raw":"\{\\"id\\":\\"none7\\"\}"/);
});

for (const kind of ['gz', 'zst'] as const) {
  test(`a killed import of a .${kind} goes on where it stopped and ends as if nothing had happened`, async (t) => {
    const w = await Workspace.open(t, mongod.server);
    const text = Buffer.from(mixed(20_000).join('\n'));
    const path = w.file(`big.jsonl.${kind}`, compress[kind](text));
    const elsewhere = await importElsewhere(w, path, { batchSize: 20, records: 400 });
    await elsewhere.kill();
    const { jobId } = elsewhere;
    await w.restart();
    assert.equal((await w.engine.call('job', { jobId })).state, 'interrupted');
    await w.engine.call('resume', { jobId });
    const result = await w.engine.ended(jobId);
    assert.equal(result.state, 'completed', result.error?.message);
    assertCountsAddUp(result);
    const resumed = await summary(w, result);
    await w.undo(jobId);
    assert.equal(await w.exists(), false);
    assert.deepEqual(await summary(w, await w.import(w.file('big.jsonl', text))), resumed);
  });
}

for (const kind of ['gz', 'zst', 'zip'] as const) {
  test(`an import of a .${kind} can be paused in the middle and goes on from there`, async (t) => {
    const w = await Workspace.open(t, mongod.server);
    const text = Buffer.from(
      many(20_000)
        .map((record) => `${JSON.stringify(record)}\n`)
        .join(''),
    );
    const path = w.file(`long.${kind}`, compress[kind](text));
    const jobId = await w.startImport(path, { batchSize: 20 });
    while ((await w.documentsOf().estimatedDocumentCount()) === 0) await setImmediate();
    await w.engine.call('pause', { jobId });
    const paused = await w.engine.ended(jobId);
    assert.equal(paused.state, 'paused');
    assert.ok(paused.counts.read > 0 && paused.counts.read < 20_000);
    await w.engine.call('resume', { jobId });
    const { state, counts, bytes } = await w.engine.ended(jobId);
    assert.deepEqual([state, counts.inserted, bytes], ['completed', 20_000, text.length]);
  });
}

test('a compressed source that was made anew meanwhile is not resumed, even with its size and time', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const lines = many(20_000).map((record) => `${JSON.stringify(record)}\n`);
  const gz = (first: string): Buffer => gzipSync([first, ...lines.slice(1)].join(''), { level: 0 });
  const path = w.file('long.gz', gz(lines[0] ?? ''));
  const jobId = await w.startImport(path, { batchSize: 20 });
  while ((await w.documentsOf().estimatedDocumentCount()) === 0) await setImmediate();
  await w.engine.call('pause', { jobId });
  assert.equal((await w.engine.ended(jobId)).state, 'paused');
  const { atime, mtime } = statSync(path);
  writeFileSync(path, gz((lines[0] ?? '').replace('Hello', 'Jello')));
  utimesSync(path, atime, mtime);
  await w.engine.call('resume', { jobId });
  const result = await w.engine.ended(jobId);
  assert.deepEqual([result.state, result.error?.code], ['failed', 'source-changed']);
});

async function summary(w: Workspace, { counts, bytes, sha256, rejectsFile }: JobResult): Promise<unknown> {
  const { read, inserted, rejected } = counts;
  const rejects = readFileSync(rejectsFile ?? '', 'utf8');
  return { read, inserted, rejected, bytes, sha256, rejects, hash: await w.hash() };
}

const damages: Record<string, { spoil: (packed: Buffer) => Buffer; says: RegExp }> = {
  'cut off': { spoil: (packed) => packed.subarray(0, packed.length * 0.6), says: /ends in the middle/ },
  'without its last bytes': { spoil: (packed) => packed.subarray(0, -3), says: /ends in the middle/ },
  'damaged in the middle': {
    spoil: (packed) => packed.fill(0x55, packed.length >> 1, (packed.length >> 1) + 100),
    says: /cannot be read from about byte \d+ of the file on/,
  },
};

for (const [damage, { spoil, says }] of Object.entries(damages)) {
  for (const kind of ['gz', 'zst'] as const) {
    test(`a .${kind} that is ${damage} keeps what came before, fails in plain words, and can be undone`, async (t) => {
      const w = await Workspace.open(t, mongod.server);
      // Noise keeps the file large, so that there is a middle.
      const records = many(4000).map((record, i) => ({ ...record, n: noise(i) }));
      const text = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      const path = w.file(`damaged.jsonl.${kind}`, spoil(compress[kind](text)));
      const result = await w.import(path);
      assert.deepEqual([result.state, result.error?.code], ['failed', 'compressed-broken']);
      assert.match(result.error?.message ?? '', says);
      assert.ok(result.error?.message.includes(path) && /Get the file again/.test(result.error.hint ?? ''));
      assertCountsAddUp(result);
      assert.ok(result.counts.inserted > 500, `${result.counts.inserted} inserted`);
      assert.equal(await w.documentsOf().countDocuments(), result.counts.inserted);
      await w.engine.call('resume', { jobId: result.jobId });
      const again = await w.engine.ended(result.jobId);
      assert.deepEqual(
        [again.error, again.counts],
        [result.error, result.counts],
        'a resume ends at the same place',
      );
      assert.equal((await w.undo(result.jobId)).state, 'undone');
      assert.equal(await w.exists(), false);
    });
  }
}

/** Text that does not compress much, the same each time. */
function noise(seed: number): string {
  let state = seed + 1;
  return Array.from({ length: 300 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return String.fromCharCode(97 + ((state >>> 16) % 26));
  }).join('');
}

test('a short CSV that is cut off keeps its whole rows', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'people';
  const rows = Array.from({ length: 200 }, (_, i) => `${noise(i)},${i}\n`).join('');
  const packed = gzipSync(`name,n\n${rows}`);
  const result = await w.import(w.file('a.csv.gz', packed.subarray(0, packed.length / 2)));
  assert.deepEqual([result.state, result.error?.code], ['failed', 'compressed-broken']);
  assert.ok(result.counts.inserted > 50 && result.counts.rejected === 0, JSON.stringify(result.counts));
});

test('files of which nothing comes out fail with their own reasons and leave no collection', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const text = Buffer.from(`${JSON.stringify(conversation('one'))}\n`.repeat(100));
  const cases: [path: string, code: string, options?: Parameters<Workspace['import']>[1]][] = [
    [w.file('head.gz', gzipSync(text).subarray(0, 12)), 'compressed-broken'],
    [w.file('empty.gz', gzipSync('')), 'file-empty'],
    [w.file('noise.zst', zstdCompressSync(Buffer.from([0, 1, 2, 3]))), 'format-unknown'],
    [w.file('cut.zip', compress.zip(text).subarray(0, 100)), 'compressed-broken'],
    [w.file('none.zip', zipOf([{ name: 'a.png', content: 'x' }])), 'zip-no-records'],
    [w.file('locked.zip', zipOf([{ name: 'a.json', content: text, encrypted: true }])), 'zip-encrypted'],
    [w.file('large.zip', compress.zip(text)), 'file-too-large', { maxSize: 1000 }],
    [w.file('large.gz', gzipSync(text)), 'file-too-large', { maxSize: 1000 }],
  ];
  for (const [path, code, options] of cases) {
    const result = await w.import(path, options);
    assert.deepEqual([result.state, result.error?.code], ['failed', code], path);
    assert.ok(result.error?.message && !result.error.message.includes('unknown'), result.error?.message);
    assert.equal(result.counts.inserted, 0);
  }
});

test('the size limit counts what comes out, not what the file has', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const text = Buffer.from(
    many(100)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(''),
  );
  const picture = { name: 'a.png', content: Buffer.alloc(text.length * 2), stored: true };
  const path = w.file('a.zip', zipOf([picture, { name: 'a.jsonl', content: text }]));
  for (const stage of [false, true])
    assert.equal((await w.import(path, { maxSize: text.length, stage })).state, 'completed');
});

test('of several files in a zip the one taken is told with the result', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  w.collection = 'things';
  const parts = ['a', 'b'].map((name) => ({ name: `${name}.json`, content: `[{"_id":"${name}"}]` }));
  const result = await w.import(w.file('two.zip', zipOf(parts)));
  assert.equal(result.counts.inserted, 1);
  assert.match(result.warnings.join(), /"a\.json" was taken, the first of them; "b\.json" looks/);
});

test('progress follows the compressed bytes: neither done after a tenth nor ever past the end', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const text = Buffer.from(mixed(30_000).join('\n'));
  for (const kind of ['gz', 'zst', 'zip'] as const) {
    const seen: { percentage: number; share: number; over: boolean }[] = [];
    const off = w.engine.on('progress', ({ phase, percentage, bytesDone, bytesTotal = Infinity }) => {
      if (phase !== 'importing' || bytesDone === 0) return;
      seen.push({ percentage, share: bytesDone / text.length, over: bytesDone > bytesTotal });
    });
    const result = await w.import(w.file(`a.jsonl.${kind}`, compress[kind](text)), { batchSize: 200 });
    off();
    assert.equal(result.state, 'completed');
    assert.ok(seen.length > 0, 'something was seen of the way');
    for (const { percentage, share, over } of seen) {
      assert.ok(!over && Math.abs(percentage - share * 100) < 30, `${percentage} % at ${share} of the bytes`);
    }
    await w.undo(result.jobId);
  }
});

test('inspect tells the compression, the entry, and what an uncompressed file would', async (t) => {
  const w = await Workspace.open(t, mongod.server);
  const text = Buffer.from(
    many(3000)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(''),
  );
  const plain = await w.engine.call('inspect', { path: w.file('a.jsonl', text) });
  for (const kind of kinds) {
    const path = w.file(`a.jsonl.${kind}`, compress[kind](text));
    const { compression, entry, estimatedRecords, ...facts } = await w.engine.call('inspect', { path });
    const expected = { gz: 'gzip', zst: 'zstd', zip: 'zip', 'stored.zip': 'zip' }[kind];
    assert.deepEqual([compression, entry], [expected, expected === 'zip' ? 'records' : undefined]);
    assert.deepEqual(
      [facts.format, facts.shape, facts.fields, facts.samples],
      [plain.format, plain.shape, plain.fields, plain.samples],
    );
    assert.ok(Math.abs((estimatedRecords ?? 0) / 3000 - 1) < 0.2, `about ${estimatedRecords} records`);
  }
  const packed = gzipSync(text);
  const cut = await w.engine.call('inspect', { path: w.file('cut.gz', packed.subarray(0, 500)) });
  assert.match(cut.problems[0]?.message ?? '', /is damaged/);
});
