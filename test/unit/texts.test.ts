import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { errorCodes, SluiceError } from '../../main/engine/api/errors.ts';
import { inspectFile } from '../../main/engine/jobs/inspect.ts';
import { de as shellDe } from '../../main/texts/de.ts';
import { en as shellEn } from '../../main/texts/en.ts';
import { de } from '../../renderer/texts/de/index.ts';
import { inGerman } from '../../renderer/texts/de/engine-sentences.ts';
import { errors } from '../../renderer/texts/de/errors.ts';
import { en } from '../../renderer/texts/en/index.ts';

/** Every text of a catalogue by its path; a function stands for itself. */
function* entriesOf(value: unknown, path = ''): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) {
    yield [path, value];
    return;
  }
  for (const [name, inner] of Object.entries(value)) yield* entriesOf(inner, `${path}/${name}`);
}

/** What both languages write alike: names, units, keys, and what MongoDB calls things. */
const alike =
  /^(Sluice|Import|Export|Imports|Format|JSON( Lines)?|CSV|MB\/s|SHA-256|Name|Port|Text|ObjectId|Collection|Collections|Ids|Start|Deutsch|English|Server|mongodb:\/\/.*|Ctrl\+.*|Tab|Enter|Esc|\?|↑ ↓|← →|Pause)$/;

for (const [name, english, german] of [
  ['window', en, de],
  ['shell', shellEn, shellDe],
] as const) {
  test(`the German texts of the ${name} are as many as the English ones, and are others`, () => {
    const [ours, theirs] = [new Map(entriesOf(english)), new Map(entriesOf(german))];
    assert.deepEqual([...theirs.keys()].toSorted(), [...ours.keys()].toSorted());
    for (const [path, text] of ours) {
      const translated = theirs.get(path);
      assert.equal(typeof translated, typeof text, path);
      if (typeof text === 'string' && !alike.test(text)) assert.notEqual(translated, text, path);
    }
  });
}

test('every error has German words, which say what the English ones say of the facts', () => {
  for (const code of errorCodes) {
    const details = { path: '/a/b', reason: 'why', jobId: 'j1' };
    const english = new SluiceError(code, details).message;
    const german = errors[code].message(details);
    assert.notEqual(german, english, code);
    for (const fact of Object.values(details))
      if (english.includes(fact)) assert.ok(german.includes(fact), `${code} does not say ${fact}`);
  }
});

test('sentences of the engine are German as far as they are known, and stay as they are otherwise', () => {
  assert.equal(
    inGerman('It is a JSON object with "conversations". Its records are conversations.'),
    'Es ist ein JSON-Objekt mit „conversations“. Ihre Datensätze sind Konversationen.',
  );
  assert.equal(inGerman('connect ECONNREFUSED'), 'connect ECONNREFUSED');
});

const conversation = { id: 'a', messages: [] };

/** Records that each have another fault, as lines of a file of that name. */
const faulty: Readonly<Record<string, readonly string[]>> = {
  'lines.jsonl': [
    '{"a":1}',
    '{"a":1',
    '{"a" 1}',
    '{"a":1 "b":2}',
    '{"a":x}',
    '{"a":1}}',
    '[1]',
    '{"a":1,"a":2}',
    '{"a":"\\q"}',
    '{"a\\u0000":1}',
    '{"a":{"$oid":"x"}}',
    `{"a":1${'0'.repeat(7000)}}`,
    '{"_id":[1]}',
    '{"_id":{"$x":1}}',
    `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`,
  ],
  'conversations.jsonl': [
    ...Array.from({ length: 12 }, (_, i) => JSON.stringify({ ...conversation, id: `c${i}` })),
    '{"messages":[]}',
    '{"id":5,"messages":[]}',
    '{"id":"","messages":[]}',
    '{"id":"x"}',
    '{"id":"x","messages":5}',
    '{"id":"x","messages":[5]}',
    '{"id":"x","messages":[],"created_at":"soon"}',
    '{"id":"x","messages":[],"cost_usd":"much"}',
    '{"id":"x","messages":[],"cost_usd":-1}',
  ],
  'table.csv': ['a;b;c', '1;2;3', '1;2', '1;"2"x;3', '4;5;6', '1;"2;3'],
};

for (const [name, lines] of Object.entries(faulty)) {
  test(`what is wrong with the records of ${name} is said in German too`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-texts-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const path = join(folder, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    const { why, problems } = await inspectFile(path);
    assert.ok(problems.length > 1);
    for (const sentence of [why, ...problems.map(({ message }) => message)]) {
      const german = inGerman(sentence);
      assert.notEqual(german, sentence);
      assert.doesNotMatch(german, /\b(the|is|are|expected|has|line|which|not)\b/, sentence);
    }
  });
}
