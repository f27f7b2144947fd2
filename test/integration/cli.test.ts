import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import about from '../../package.json' with { type: 'json' };
import { writeSample } from '../../main/engine/sample-data/sample.ts';
import { finished, json, useCli } from '../support/cli.ts';
import { useMongod } from '../support/mongod.ts';

const mongod = useMongod();
const { folder, start, sluice } = useCli();

const conversation = (id: string): string =>
  JSON.stringify({ id, title: `Title ${id}`, created_at: '2025-01-01T00:00:00Z', messages: [] });

function at(collection: string): string[] {
  return ['--uri', mongod.server.uri, '--db', 'cli', '--collection', collection];
}

test('it says its version', async () => {
  const { code, stdout } = await sluice('--version');
  assert.deepEqual([code, stdout], [0, `${about.version}\n`]);
});

test('a file is imported, exported, shown and undone, with one object for programs each', async () => {
  const file = join(folder, 'two.jsonl');
  writeFileSync(file, `${conversation('a')}\n${conversation('b')}\n`);
  const imported = await sluice('import', file, ...at('journey'), '--json');
  assert.equal(imported.code, 0, imported.stderr);
  const { jobId, ...facts } = json(imported);
  assert.equal(facts.state, 'completed');
  assert.deepEqual(
    [facts.read, facts.inserted, facts.rejected, facts.bytes],
    [2, 2, 0, readFileSync(file).length],
  );
  assert.match(String(facts.sha256), /^[0-9a-f]{64}$/);
  assert.ok(Number(facts.peakMemoryBytes) > 1e7);

  const exported = await sluice('export', '--out', 'out.json', ...at('journey'), '--json');
  assert.equal(exported.code, 0, exported.stderr);
  assert.equal(json(exported).output, join(folder, 'out.json'));
  const written = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as {
    conversations: { id: string }[];
  };
  assert.deepEqual(
    written.conversations.map(({ id }) => id),
    ['a', 'b'],
  );

  const listed = json(await sluice('jobs', '--json')) as {
    jobs: { jobId: string; kind: string; state: string }[];
  };
  assert.deepEqual(
    listed.jobs.slice(0, 2).map(({ kind, state }) => [kind, state]),
    [
      ['export', 'completed'],
      ['import', 'completed'],
    ],
  );
  assert.match((await sluice('show', String(jobId))).stdout, /2 read, 2 inserted/);

  const undone = await sluice('undo', String(jobId), '--uri', mongod.server.uri, '--json');
  assert.equal(undone.code, 0, undone.stderr);
  assert.deepEqual([json(undone).state, json(undone).deleted], ['undone', 2]);
  const left = await mongod.server.client.db('cli').listCollections({ name: 'journey' }).toArray();
  assert.deepEqual(left, []);
});

test('standard input and standard output carry data alone', async () => {
  const child = start(['import', '-', ...at('pipe'), '--json']);
  child.stdin.end(`${conversation('x')}\n`);
  const imported = await finished(child);
  assert.equal(imported.code, 0, imported.stderr);
  const exported = await sluice('export', '--out', '-', '--format', 'jsonl', ...at('pipe'));
  assert.equal(exported.code, 0, exported.stderr);
  assert.equal((JSON.parse(exported.stdout) as { id: string }).id, 'x');
  assert.match(exported.stderr, /1 exported/);
});

test('rejects end with exit code 3 and a file that tells where and why', async () => {
  const file = join(folder, 'broken.jsonl');
  writeFileSync(file, `${conversation('a')}\n{"id":"b","messages":\n`);
  const run = await sluice('import', file, ...at('rejects'), '--json');
  assert.equal(run.code, 3, run.stderr);
  const { rejectsFile, rejected, jobId } = json(run);
  assert.equal(rejected, 1);
  const reject = JSON.parse(readFileSync(String(rejectsFile), 'utf8')) as {
    line: number;
    record: number;
    raw: string;
  };
  assert.deepEqual([reject.line, reject.record, reject.raw], [2, 2, '{"id":"b","messages":']);
  const again = await sluice('rejects', String(jobId), '--out', 'mine.jsonl');
  assert.equal(again.code, 0);
  assert.equal(readFileSync(join(folder, 'mine.jsonl'), 'utf8'), readFileSync(String(rejectsFile), 'utf8'));
});

test('errors say what and what to do, and exit with 1; usage errors exit with 2', async () => {
  const missing = await sluice('import', 'nowhere.json', ...at('none'));
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /There is no file at .*nowhere\.json/);
  assert.match(missing.stderr, /Check the path/);
  const forPrograms = json(await sluice('import', 'nowhere.json', ...at('none'), '--json'));
  assert.deepEqual(
    [forPrograms.state, (forPrograms.error as { code: string }).code],
    ['failed', 'file-not-found'],
  );
  assert.equal((await sluice('import')).code, 2);
  assert.equal((await sluice('import', 'x.json', '--on-conflict', 'nonsense')).code, 2);
  assert.equal((await sluice('import', 'x.json', '--max-size', 'big')).code, 2);
  assert.equal((await sluice('show', 'no-such-job')).code, 1);
  const refused = await sluice(
    'export',
    '--out',
    'x.json',
    '--uri',
    'mongodb://somebody:secret@127.0.0.1:1/?serverSelectionTimeoutMS=300',
  );
  assert.equal(refused.code, 1);
  assert.doesNotMatch(refused.stderr + refused.stdout, /secret/);
});

test('inspect says what a file is without touching anything', async () => {
  const file = join(folder, 'inspect.json');
  writeFileSync(file, `{"conversations":[${conversation('a')},${conversation('b')}]}`);
  const people = await sluice('inspect', file);
  assert.equal(people.code, 0, people.stderr);
  assert.match(people.stdout, /conversations, 2 records/);
  const programs = json(await sluice('inspect', file, '--json'));
  assert.deepEqual(
    [programs.format, programs.shape, programs.recordPath, programs.sampled],
    ['json', 'conversation', 'conversations.item', 2],
  );
});

test('piped progress is plain lines', async () => {
  const file = join(folder, 'plain.jsonl');
  writeFileSync(file, `${conversation('a')}\n`);
  const run = await sluice('import', file, ...at('plain'));
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stderr, /finishing 100 %, 1 records/);
  assert.ok(!run.stderr.includes('\u001b') && !run.stderr.includes('\r'), JSON.stringify(run.stderr));
});

test('Ctrl-C cancels cleanly: exit code 130, and what was written can be undone', async () => {
  const file = join(folder, 'large.jsonl');
  await writeSample({ path: file, bytes: 60_000_000, format: 'jsonl' });
  const child = start(['import', file, ...at('cancel'), '--json', '--batch-size', '50']);
  child.stdin.end();
  const ending = finished(child);
  const collection = mongod.server.client.db('cli').collection('cancel');
  // The first documents are there: the import is in the middle of its work.
  while ((await collection.estimatedDocumentCount()) === 0) await new Promise(setImmediate);
  child.kill('SIGINT');
  const run = await ending;
  assert.equal(run.code, 130, run.stderr);
  const { jobId, state, read, inserted } = json(run);
  assert.equal(state, 'cancelled');
  assert.equal(read, inserted);
  assert.equal(await collection.countDocuments(), inserted);
  const undone = json(await sluice('undo', String(jobId), '--uri', mongod.server.uri, '--json'));
  assert.deepEqual([undone.state, undone.deleted], ['undone', inserted]);
  assert.equal(existsSync(join(folder, 'home', 'temp')), true);
});

test('a job of another process is paused, resumed, cancelled and taken back from a second terminal', async () => {
  const file = join(folder, 'two-terminals.jsonl');
  await writeSample({ path: file, bytes: 60_000_000, format: 'jsonl' });
  const collection = mongod.server.client.db('cli').collection('terminals');
  const underWay = async (): Promise<string> => {
    while ((await collection.estimatedDocumentCount()) === 0) await new Promise(setImmediate);
    return (json(await sluice('jobs', '--json')) as { jobs: { jobId: string }[] }).jobs[0]?.jobId ?? '';
  };
  // Small batches, so that it is under way for longer than a second terminal takes to start twice.
  const args = ['import', file, ...at('terminals'), '--json', '--batch-size', '4'];
  const first = start(args);
  first.stdin.end();
  const paused = finished(first);
  const jobId = await underWay();
  assert.equal(json(await sluice('pause', jobId, '--json')).state, 'paused');
  assert.equal(json(await paused).state, 'paused');
  const resumed = json(await sluice('resume', jobId, '--uri', mongod.server.uri, '--json'));
  assert.equal(resumed.state, 'completed');
  assert.equal(resumed.read, resumed.inserted);
  assert.equal(await collection.countDocuments(), resumed.inserted);
  await sluice('undo', jobId, '--uri', mongod.server.uri);

  const second = start(args);
  second.stdin.end();
  const cancelled = finished(second);
  await sluice('cancel', await underWay(), '--undo');
  assert.equal(json(await cancelled).state, 'undone');
  assert.equal(await collection.countDocuments(), 0);
});

test('help teaches by example', async () => {
  for (const command of [[], ['import'], ['export']]) {
    const { stdout, code } = await sluice(...command, '--help');
    assert.equal(code, 0);
    assert.match(stdout, /Examples:\n {2}sluice /);
  }
});

test('the local MongoDB starts when it is needed and stops afterwards', async () => {
  const file = join(folder, 'local.jsonl');
  writeFileSync(file, `${conversation('a')}\n`);
  const imported = await sluice('import', file, '--json');
  assert.equal(imported.code, 0, imported.stderr);
  assert.match((await sluice('local', 'status')).stdout, /Not running/);
  assert.equal((await sluice('local', 'start')).code, 0);
  assert.match((await sluice('local', 'uri')).stdout, /^mongodb:\/\/127\.0\.0\.1:\d+/);
  const undone = json(await sluice('undo', String(json(imported).jobId), '--json'));
  assert.deepEqual([undone.state, undone.deleted], ['undone', 1]);
  assert.match((await sluice('local', 'stop')).stdout, /Stopped/);
});
