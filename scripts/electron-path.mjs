/** Sets up Electron and prints the path of its program, and nothing else, on standard output. */
import { onNode24 } from './lib/bootstrap.mjs';
import { endLine, main } from './lib/screen.mjs';

await main(async () => {
  await onNode24(import.meta.filename);
  const { setUpElectron } = await import('./lib/electron.mjs');
  const { setUpSystem } = await import('./lib/system.mjs');
  const { program } = await setUpElectron();
  await setUpSystem(['window']);
  endLine();
  process.stdout.write(`${program}\n`);
});
