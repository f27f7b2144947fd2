import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';

const root = join(import.meta.dirname, '../..');
const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');

/** What the linter says of a file with this content at this place of a project with our rules. */
function lint(t: TestContext, path: string, content: string): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rooms-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
  const { status, stdout } = spawnSync(process.execPath, [oxlint, path], { cwd: folder, encoding: 'utf8' });
  return { status, output: stdout };
}

const importing = (specifier: string): string =>
  `import { thing } from '${specifier}';\nexport const it = thing;\n`;

for (const [path, specifier] of [
  ['main/engine/jobs/import.ts', 'electron'],
  ['main/engine/jobs/import.ts', '../../cli/main.ts'],
  ['main/engine/engine.ts', '../../preload/contract.ts'],
  ['main/engine/formats/json/write.ts', '../../mongo/connect.ts'],
  ['main/engine/formats/json/write.ts', '../../jobs/import.ts'],
  ['main/engine/formats/detect.ts', 'mongodb'],
  ['main/engine/kernel/kernel.ts', '../formats/detect.ts'],
  ['main/engine/shapes/any.ts', '../journal/job-store.ts'],
  ['main/engine/api/jobs.ts', '../journal/job-store.ts'],
  ['main/window.ts', './engine/jobs/import.ts'],
  ['main/window.ts', './engine/engine.ts'],
  ['main/window.ts', 'mongodb'],
  ['preload/contract.ts', '../main/engine/jobs/import.ts'],
  ['preload/contract.ts', '../main/window.ts'],
  ['renderer/app.ts', '../main/engine/api/jobs.ts'],
  ['renderer/screens/job.ts', '../../main/engine/jobs/import.ts'],
  ['renderer/app.ts', 'electron'],
  ['renderer/app.ts', 'node:fs'],
] as const) {
  test(`the linter refuses ${specifier} in ${path}`, (t) => {
    const { status, output } = lint(t, path, importing(specifier));
    assert.equal(status, 1, output);
    assert.match(output, /no-restricted-imports/);
  });
}

for (const [path, specifier] of [
  ['main/engine/jobs/import.ts', '../mongo/connect.ts'],
  ['main/engine/jobs/import.ts', '../formats/detect.ts'],
  ['main/engine/formats/detect.ts', '../api/errors.ts'],
  ['main/window.ts', './engine/api/jobs.ts'],
  ['main/window.ts', 'electron'],
  ['preload/contract.ts', '../main/engine/api/jobs.ts'],
  ['renderer/app.ts', '../preload/contract.ts'],
  ['main/cli/main.ts', '../engine/engine.ts'],
] as const) {
  test(`the linter lets ${path} import ${specifier}`, (t) => {
    const { status, output } = lint(t, path, importing(specifier));
    assert.equal(status, 0, output);
  });
}
