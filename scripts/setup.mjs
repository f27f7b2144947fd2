/** Gets everything that the window and the tests need: dependencies, Node 24, MongoDB, Electron, system packages. */
import { onNode24 } from './lib/bootstrap.mjs';
import { main } from './lib/screen.mjs';

await main(async () => {
  await onNode24(import.meta.filename);
  const { setUp } = await import('./lib/set-up.mjs');
  await setUp({ window: true, tests: true });
});
