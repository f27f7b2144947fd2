import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { compareFiles } from '../../main/cli/demo/second-reader.ts';
import {
  type SampleFormat,
  conversations,
  sampleFormats,
  writeSample,
} from '../../main/engine/sample-data/sample.ts';

async function sample(
  format: SampleFormat,
  options: { seed?: number; variant?: number; bytes?: number } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-sample-'));
  try {
    const path = join(folder, `sample.${format}`);
    const facts = await writeSample({ path, format, bytes: 2_000_000, ...options });
    assert.deepEqual(await readdir(folder), [`sample.${format}`]);
    return { facts, bytes: await readFile(path) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('the same seed gives the same bytes, another one others, and the facts are true', async () => {
  for (const format of sampleFormats) {
    const first = await sample(format);
    assert.deepEqual((await sample(format)).facts, first.facts);
    assert.notEqual((await sample(format, { seed: 2 })).facts.sha256, first.facts.sha256);
    assert.equal(first.facts.sha256, sha256(first.bytes));
    assert.equal(first.facts.bytes, first.bytes.length);
  }
});

test('the size comes out within a few percent', async () => {
  for (const format of sampleFormats) {
    const { facts } = await sample(format, { bytes: 20_000_000 });
    assert.ok(Math.abs(facts.bytes / 20_000_000 - 1) < 0.06, `${format}: ${facts.bytes}`);
  }
});

test('the envelope sums up its conversations, and JSON Lines hold the same ones', async () => {
  const envelope = JSON.parse((await sample('json')).bytes.toString());
  const lines = (await sample('jsonl')).bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(envelope.conversations, lines);
  assert.deepEqual([...conversations(1, 50)], lines.slice(0, 50));
  assert.equal(envelope.metadata.total_conversations, lines.length);
  const messages = lines.reduce((sum: number, each) => sum + each.messages.length, 0);
  assert.equal(envelope.metadata.total_messages, messages);
  assert.ok(lines.every((each) => each.message_count === each.messages.length));
  assert.equal(new Set(lines.map((each) => each.id)).size, lines.length);
});

test('a variant differs in the summary of every record and nowhere else', async () => {
  const before = [...conversations(7, 300)];
  const after = [...conversations(7, 300, 3)];
  for (const [index, record] of before.entries()) {
    assert.notEqual(after[index]?.summary, record.summary);
    assert.deepEqual({ ...after[index], summary: record.summary }, record);
  }
  const rows: string[][] = parse((await sample('csv', { bytes: 50_000 })).bytes);
  const changed: string[][] = parse((await sample('csv', { bytes: 50_000, variant: 1 })).bytes);
  for (const [index, row] of rows.slice(1).entries()) {
    assert.deepEqual(changed[index + 1]?.slice(0, -1), row.slice(0, -1));
    assert.notEqual(changed[index + 1]?.at(-1), row.at(-1));
  }
});

test('the sample holds what real files hold', async () => {
  const text = (await sample('jsonl', { bytes: 10_000_000 })).bytes.toString();
  const wanted = [
    ':1.0[,}]',
    '0\\.\\d{16}',
    '90071992547\\d{5}',
    '\\\\ud83d',
    '🚀',
    '𝔘',
    'שלום',
    'مرحبا',
    '```',
    '\\\\u001b',
    '\\\\/',
    '"content":""',
    '"summary":null',
    '"title":""',
    '"tool_use"',
    '"tool_result"',
    '"input":\\{',
    '"starred":',
    '"cost_usd":1\\.5e-7',
  ];
  for (const pattern of wanted) assert.match(text, new RegExp(pattern, 'u'), pattern);
  const sizes = text
    .trimEnd()
    .split('\n')
    .map((line) => line.length);
  assert.ok(Math.max(...sizes) > 150_000);
  const rows: string[][] = parse((await sample('csv')).bytes);
  assert.ok(rows.every((row) => row.length === 8));
  assert.ok(rows.some((row) => row.some((cell) => cell.includes('\n'))));
  assert.ok(rows.some((row) => /^00\d/.test(row[6] ?? '')));
});

async function compare(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-compare-'));
  try {
    const [a = '', b = ''] = Object.keys(files).map((name) => join(folder, name));
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
    return await compareFiles(a, b);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the second reader sees the same records in an envelope, an array and lines, however they are spelled', async () => {
  const lines = '{"id":"a","n":1.0,"t":"é","list":[{"x":null}]}\n\n{"id":"b","n":9007199254740993}';
  const envelope =
    '{"metadata":{"conversations":[1]},"conversations":[ {"list":[{"x":null}],"t":"\\u00e9","n":10e-1,"id":"a"},{"id":"b","n":9007199254740993} ],"z":[{}]}';
  const array = '[{"id":"b","n":9007199254740993},{"id":"a","n":1,"t":"é","list":[{"x":null}]}]';
  assert.deepEqual(await compare({ 'a.jsonl': lines, 'b.json': envelope }), {
    same: true,
    sameOrder: true,
    recordsA: 2,
    recordsB: 2,
  });
  const turned = await compare({ 'a.json': envelope, 'b.json': array });
  assert.deepEqual([turned.same, turned.sameOrder], [true, false]);
});

test('the second reader sees every difference', async () => {
  const base = '[{"id":"a","n":9007199254740993,"s":"1"},{"id":"b"}]';
  const others = {
    'another digit past 2^53': '[{"id":"a","n":9007199254740992,"s":"1"},{"id":"b"}]',
    'a number instead of a text': '[{"id":"a","n":9007199254740993,"s":1},{"id":"b"}]',
    'null instead of nothing': '[{"id":"a","n":9007199254740993,"s":"1"},{"id":"b","n":null}]',
    'a record less': '[{"id":"a","n":9007199254740993,"s":"1"}]',
    'a record twice': '[{"id":"a","n":9007199254740993,"s":"1"},{"id":"b"},{"id":"b"}]',
  };
  for (const [what, text] of Object.entries(others)) {
    const { same, firstDifference } = await compare({ 'a.json': base, 'b.json': text });
    assert.equal(same, false, what);
    assert.ok(firstDifference !== undefined && firstDifference.fields.length > 0, what);
  }
});

test('the second reader compares a CSV with the records it was made of, and fails on a broken file', async () => {
  const json =
    '{"conversations":[{"_id":"007","title":"a, \\"b\\"\\nc","cost_usd":1.0,"messages":[]},{"id":"x","title":null}]}';
  const csv = 'id,title,cost_usd\n007,"a, ""b""\nc",1\nx,,\n';
  assert.equal((await compare({ 'a.json': json, 'b.csv': csv })).same, true);
  const changed = await compare({ 'a.json': json, 'b.csv': csv.replace('1\n', '2\n') });
  assert.deepEqual(changed.firstDifference, { record: 1, idA: '007', idB: '007', fields: ['cost_usd'] });
  await assert.rejects(compare({ 'a.json': json.slice(0, -9), 'b.csv': csv }));
  await assert.rejects(
    compareFiles(join(tmpdir(), 'sluice-nowhere.csv'), join(tmpdir(), 'sluice-nowhere.json')),
  );
});
