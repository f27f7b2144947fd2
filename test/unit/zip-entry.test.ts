import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { openChunks } from '../../main/engine/files/decompress.ts';
import { chooseEntry, type ZipEntry } from '../../main/engine/files/zip-entry.ts';
import { detectSource } from '../../main/engine/jobs/source.ts';
import { type ZipPart, zipOf } from '../support/zip.ts';

function zipFile(t: TestContext, parts: readonly ZipPart[] | Buffer, options = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice é zip-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'a.zip');
  writeFileSync(path, Buffer.isBuffer(parts) ? parts : zipOf(parts, options));
  return path;
}

const auto = { format: 'auto', shape: 'auto' } as const;

async function chosen(path: string): Promise<{ name: string; notes: readonly string[]; why: string }> {
  const { packing, notes, detected } = await detectSource(path, path, auto);
  assert.ok(packing?.compression === 'zip');
  return { name: packing.entry.name, notes, why: detected.why };
}

async function contentOf(path: string, entry: ZipEntry): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of openChunks(path, { packing: { compression: 'zip', entry } })) pieces.push(chunk);
  return Buffer.concat(pieces);
}

const code = (expected: string) => (error: unknown) =>
  error instanceof SluiceError && error.code === expected;

const records = '{"a":1}\n{"a":2}\n';

test('the entry with the records is found among folders, pictures, pages and what macOS adds', async (t) => {
  const path = zipFile(t, [
    { name: 'export/', content: '' },
    { name: '__MACOSX/export/._records.json', content: records },
    { name: 'export/.hidden.json', content: records },
    { name: 'export/chat.html', content: '{"not":"data"}' },
    { name: 'export/empty.json', content: '' },
    { name: 'export/text.json', content: 'just a text' },
    { name: 'export/records.json', content: records },
  ]);
  const { name, notes, why } = await chosen(path);
  assert.deepEqual([name, notes], ['export/records.json', []]);
  assert.match(why, /It is "export\/records\.json" in a zip file\.$/);
});

test('of several, conversations.json is taken without a word, else the first one, and that is said', async (t) => {
  const some: ZipPart[] = [
    { name: 'users.json', content: '[{"id":1}]' },
    { name: 'x/conversations.json', content: '[{"id":"a","messages":[]}]' },
    { name: 'projects.json', content: '[{"id":2}]' },
  ];
  assert.deepEqual(
    [(await chosen(zipFile(t, some))).name, (await chosen(zipFile(t, some))).notes],
    ['x/conversations.json', []],
  );
  const { name, notes } = await chosen(zipFile(t, some.toSpliced(1, 1)));
  assert.equal(name, 'users.json');
  assert.match(notes.join(), /"users\.json" was taken.*"projects\.json" looks like records too/);
});

test('a conversations.json that holds no records does not keep another entry from being found', async (t) => {
  const path = zipFile(t, [
    { name: 'conversations.json', content: '"none"' },
    { name: 'data.csv', content: 'a,b\n1,2\n3,4\n' },
  ]);
  assert.equal((await chosen(path)).name, 'data.csv');
});

test('a format that was asked for is looked for, and believed where nothing looks like it', async (t) => {
  const csv = { name: 'b.csv', content: 'a,b\n1,2\n3,4\n' };
  const path = zipFile(t, [{ name: 'a.json', content: records }, csv]);
  for (const [format, expected] of [
    ['csv', 'b.csv'],
    ['jsonl', 'a.json'],
  ] as const) {
    const { packing } = await detectSource(path, path, { format, shape: 'auto' });
    assert.equal(packing?.compression === 'zip' && packing.entry.name, expected);
  }
  const text = zipFile(t, [{ name: 'a.csv', content: 'only words\n' }]);
  await assert.rejects(detectSource(text, text, auto), code('zip-no-records'));
  assert.equal((await detectSource(text, text, { ...auto, format: 'csv' })).detected.format, 'csv');
});

test('a name that leads out of the folder does no harm, because nothing is ever written there', async (t) => {
  assert.equal((await chosen(zipFile(t, [{ name: '../../a.json', content: records }]))).name, '../../a.json');
});

test('very many entries do not keep conversations.json behind them from being found', async (t) => {
  const parts = Array.from({ length: 300 }, (_, i) => ({ name: `${i}.json`, content: records }));
  const path = zipFile(t, [...parts, { name: 'conversations.json', content: '[{"id":"a"}]' }]);
  assert.equal((await chosen(path)).name, 'conversations.json');
});

test('an entry without an extension, as a pipe into zip makes it, can be the one', async (t) => {
  assert.equal((await chosen(zipFile(t, [{ name: '-', content: records }]))).name, '-');
});

for (const zip64 of [false, true]) {
  test(`stored and deflated entries come out as they went in${zip64 ? ', of a zip64 file too' : ''}`, async (t) => {
    const content = Buffer.from(records.repeat(50_000));
    for (const stored of [false, true]) {
      const parts = [
        { name: 'readme.txt', content: 'in front' },
        { name: 'a.jsonl', content, stored },
      ];
      const path = zipFile(t, parts, { zip64 });
      const { entry } = await chooseEntry(path, path, async () => true);
      assert.deepEqual(
        [entry.name, entry.size, entry.method],
        ['a.jsonl', content.length, stored ? 'stored' : 'deflated'],
      );
      assert.ok((await contentOf(path, entry)).equals(content));
    }
  });
}

test('damage inside an entry is found by its checksum and its size', async (t) => {
  for (const stored of [false, true]) {
    const path = zipFile(t, [{ name: 'a.jsonl', content: records, stored }]);
    const { entry } = await chooseEntry(path, path, async () => true);
    await assert.rejects(contentOf(path, { ...entry, crc32: entry.crc32 ^ 1 }), /checksum that it should/);
    await assert.rejects(contentOf(path, { ...entry, size: 5 }), /more than the 5 bytes come out/);
    await assert.rejects(contentOf(path, { ...entry, size: 17 }), /only 16 of 17 bytes came out/);
    await assert.rejects(
      contentOf(path, { ...entry, packedSize: entry.packedSize - 1 }),
      code('compressed-broken'),
    );
  }
});

test('zip files without records, with a password, cut off or empty are told apart', async (t) => {
  const whole = zipOf([{ name: 'a.json', content: records }]);
  const cases: [content: readonly ZipPart[] | Buffer, code: string][] = [
    [[{ name: 'a.png', content: records }], 'zip-no-records'],
    [[{ name: 'a.json', content: '"text"' }], 'zip-no-records'],
    [[], 'zip-no-records'],
    [[{ name: 'a.json', content: records, encrypted: true }], 'zip-encrypted'],
    [whole.subarray(0, -30), 'compressed-broken'],
    [whole.subarray(0, 20), 'compressed-broken'],
  ];
  for (const [content, expected] of cases) {
    await assert.rejects(
      async () => detectSource(zipFile(t, content), 'a.zip', auto),
      code(expected),
      expected,
    );
  }
});

test('a zip file with any one byte changed is read right or refused in words, never anything else', async (t) => {
  const parts = [
    { name: 'a.jsonl', content: records },
    { name: 'b.json', content: `[${records.split('\n').slice(0, 2).join()}]`, stored: true },
  ];
  const whole = zipOf(parts);
  const path = zipFile(t, whole);
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged.writeUInt8((damaged[at] ?? 0) ^ 0xff, at);
    writeFileSync(path, damaged);
    try {
      const { packing } = await detectSource(path, path, { ...auto, format: 'jsonl' });
      if (packing?.compression !== 'zip') continue;
      const content = await contentOf(path, packing.entry);
      assert.ok(
        parts.some((part) => content.equals(Buffer.from(part.content))),
        `byte ${at}`,
      );
    } catch (error) {
      assert.ok(error instanceof SluiceError, `byte ${at}: ${String(error)}`);
      assert.notEqual(error.code, 'internal');
    }
  }
});
