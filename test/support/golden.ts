import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../fixtures', import.meta.url));

export function fixturePath(name: string): string {
  return join(folder, name);
}

/** Compares with the golden file of that name; a missing one fails with what it should hold, to be read and saved. */
export function assertGolden(name: string, actual: string): void {
  const path = fixturePath(name);
  if (!existsSync(path))
    assert.fail(`test/fixtures/${name} is missing. If this is right, it should hold:\n${actual}`);
  assert.equal(actual, readFileSync(path, 'utf8'), `differs from test/fixtures/${name}`);
}
