/**
 * `npm test`: set-up, build, then the checks and the test suites, each with one closing line.
 * `npm test -- unit,integration` runs those alone, `npm test -- test/unit/x.test.ts` that file.
 */
import { onNode24 } from './lib/bootstrap.mjs';
import { main } from './lib/screen.mjs';

await main(async () => {
  await onNode24(import.meta.filename);
  const { runTests } = await import('./lib/test-run.mjs');
  process.exitCode = (await runTests(process.argv.slice(2))) ? 0 : 1;
});
