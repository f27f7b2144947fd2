/** `npm run -s sluice -- COMMAND`: the command line out of the clone. */
import { runCli } from './lib/cli.mjs';
import { main } from './lib/screen.mjs';

await main(async () => {
  // npm runs scripts in the project's folder; paths on the command line belong to the folder it was typed in.
  if (process.env.npm_lifecycle_event === 'sluice' && process.env.INIT_CWD)
    process.chdir(process.env.INIT_CWD);
  await runCli(process.argv.slice(2));
});
