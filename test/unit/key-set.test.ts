import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { linesOf } from '../../main/engine/files/lines.ts';
import { Choices } from '../../main/engine/journal/choices.ts';
import { Findings } from '../../main/engine/journal/findings.ts';
import { JobJournal } from '../../main/engine/journal/job-journal.ts';
import { KeySet } from '../../main/engine/journal/key-set.ts';
import { undoBytes } from '../../main/engine/jobs/undo-space.ts';

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-keys-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a set of keys knows what was set last, for short keys and for long ones', (t) => {
  using keys = new KeySet(join(newFolder(t), 'keys.sqlite'));
  const long = 'x'.repeat(10_000);
  for (const key of ['a', '', 'a\0b', '\xff\x00', long]) assert.equal(keys.get(key), undefined);
  for (const [i, key] of ['a', '', 'a\0b', '\xff\x00', long].entries()) keys.set(key, i);
  keys.set('a', 7);
  assert.deepEqual(
    ['a', '', 'a\0b', '\xff\x00', long, `${long}y`].map((key) => keys.get(key)),
    [7, 1, 2, 3, 4, undefined],
  );
});

test('records that follow one another and were seen alike are one run, over batches and files', (t) => {
  using findings = new Findings(join(newFolder(t), 'f.sqlite'));
  findings.add([], { source: 0, first: 1, classes: ['new', 'new', 'differing'] });
  findings.add([], { source: 0, first: 4, classes: ['differing', 'invalid'] });
  findings.add([], { source: 1, first: 1, classes: ['invalid'] });
  findings.finish();
  assert.deepEqual(
    [...findings.runs()].map((run) => [run.source, run.first, run.last, run.class]),
    [
      [0, 1, 2, 'new'],
      [0, 3, 4, 'differing'],
      [0, 5, 5, 'invalid'],
      [1, 1, 1, 'invalid'],
    ],
  );
});

test('a plan is taken over once and as a whole', async (t) => {
  const path = join(newFolder(t), 'job.sqlite');
  async function* lines(
    fails: boolean,
  ): AsyncGenerator<Parameters<Choices['take']>[0] extends AsyncIterable<infer L> ? L : never> {
    yield { source: 0, first: 1, last: 9, class: 'differing' };
    yield { source: 0, record: 3, choice: 'keep', seen: 'ff' };
    if (fails) throw new Error('the file ends here');
  }
  using journal = new JobJournal(path);
  await assert.rejects(journal.choices.take(lines(true)), /the file ends here/);
  assert.equal(journal.choices.isTaken(), false);
  assert.equal(journal.choices.of(0, 1, 9).classOf(3), undefined);
  await journal.choices.take(lines(false));
  await journal.choices.take(lines(true));
  const foresight = journal.choices.of(0, 2, 5);
  assert.deepEqual(
    [foresight.classOf(2), foresight.classOf(9), foresight.classOf(10)],
    ['differing', 'differing', undefined],
  );
  assert.deepEqual([foresight.choiceOf(3)?.choice, foresight.choiceOf(4)], ['keep', undefined]);
});

test('lines end at line feeds, with or without a return before them, and nowhere else', async (t) => {
  const path = join(newFolder(t), 'lines.txt');
  const long = 'é'.repeat(100_000);
  writeFileSync(path, `a\u2028b\r\n\n${long}\nlast`);
  assert.deepEqual(await Array.fromAsync(linesOf(path)), ['a\u2028b', '', long, 'last']);
});

test('what undo may need grows with what records may meet, and with all of a replaced collection', () => {
  const empty = undoBytes(1e9, 0, false);
  assert.ok(empty < 1e9 * 0.03);
  assert.ok(undoBytes(1e9, 5e8, false) > empty);
  assert.equal(undoBytes(1e9, 1e12, false), undoBytes(1e9, 1e9, false));
  assert.ok(undoBytes(1e6, 1e9, true) > 3e8);
});
