import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes, SluiceError } from '../../main/engine/api/errors.ts';
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
