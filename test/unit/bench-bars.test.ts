import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  aiofiles,
  hashAlone,
  judgeSpeed,
  plainCopy,
  pythonStack,
  sluice,
  taskNames,
} from '../../bench/bars.ts';
import type { Row, TransferReport } from '../../bench/report.ts';
import { save } from '../../bench/save.ts';

function row(task: string, tool: string, seconds: number, fields: Partial<Row> = {}): Row {
  const usual = { kind: 'database', rounds: 3, bytes: 300e6, cpuSeconds: 1, peakMegabytes: 100 } as const;
  return { ...usual, task, tool, seconds, megabytesPerSecond: 300 / seconds, ...fields };
}

const verdicts = (rows: readonly Row[]) =>
  judgeSpeed(rows).map(({ work, measured, met }) => [work, Number(measured.toFixed(2)), met]);

test('a figure at its bar meets it, and one below is missed', () => {
  const imports = (seconds: number) => [
    row(taskNames.lines, sluice, 10),
    row(taskNames.lines, pythonStack, seconds),
  ];
  assert.deepEqual(verdicts(imports(22)), [[taskNames.lines, 2.2, true]]);
  assert.deepEqual(verdicts(imports(21)), [[taskNames.lines, 2.1, false]]);
});

test('what was not measured is not judged', () => {
  assert.deepEqual(verdicts([row(taskNames.lines, sluice, 10), row(taskNames.array, pythonStack, 10)]), []);
});

test('a CSV is compared in MB/s with the envelope, and a copy with the slower of what it does at once', () => {
  const rows = [
    row(taskNames.envelope, pythonStack, 6),
    row(taskNames.csv, sluice, 3, { megabytesPerSecond: 45 }),
    row(taskNames.intake, sluice, 2),
    row(taskNames.intake, aiofiles, 50),
    row(taskNames.intake, plainCopy, 1),
    row(taskNames.intake, hashAlone, 1.5),
  ];
  assert.deepEqual(verdicts(rows), [
    [taskNames.csv, 0.9, true],
    [taskNames.intake, 25, true],
    [taskNames.intake, 0.75, true],
  ]);
});

test('a run of one part replaces what is published of that part and leaves the others', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'sluice é bench-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'docs'));
  const page = join(root, 'docs', 'performance.md');
  writeFileSync(page, 'before\n<!-- bench: made by npm run bench -->\n\n<!-- bench: end -->\nafter\n');
  const circumstances = { date: '2026-01-31', machine: 'a machine', mongod: '6.0.5', load: 0.5 };
  const transfer = (seconds: number): TransferReport => ({
    ...circumstances,
    megabytes: 300,
    rows: [row(taskNames.lines, sluice, seconds)],
    failures: [],
    samples: [],
  });
  const scale = { ...circumstances, rounds: 3, startUpSeconds: 0.5, rows: [], failures: [] };
  const places = { root, folder: join(root, '.bench'), publish: true };
  await save({ transfer: transfer(10), scale }, places);
  await save({ transfer: transfer(20) }, places);
  const stored: unknown = JSON.parse(readFileSync(join(root, 'bench', 'results', 'latest.json'), 'utf8'));
  assert.deepEqual(stored, { transfer: transfer(20), scale });
  const text = readFileSync(page, 'utf8');
  assert.match(
    text,
    /^before\n<!-- .*\| import JSON Lines \| Sluice \| 300 \| 15\.0 \|.*### Scale.*-->\nafter\n$/s,
  );
  assert.doesNotMatch(text, /30\.0/);
});
