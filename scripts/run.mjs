/** `node scripts/run.mjs PROGRAM|FILE.ts …`: after the set-up, a program of node_modules or a file, on Node 24. */
import { join } from 'node:path';
import { bootstrap } from './lib/bootstrap.mjs';
import { modules } from './lib/places.mjs';
import { become, run } from './lib/run.mjs';
import { endLine, main, SetupError } from './lib/screen.mjs';

await main(async () => {
  const [what, ...args] = process.argv.slice(2);
  if (what === undefined) throw new SetupError('Say what to run.');
  const node = await bootstrap();
  endLine();
  if (/\.m?[jt]s$/.test(what)) return become(node, [what, ...args]);
  if (process.platform !== 'win32') return become(join(modules, '.bin', what), args);
  process.exit(await run(`${join(modules, '.bin', what)}.cmd`, args, { shell: true }));
});
