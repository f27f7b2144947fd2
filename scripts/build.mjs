/** Builds dist/; `--only cli,engine` builds these parts alone. */
import { parseArgs } from 'node:util';
import { onNode24 } from './lib/bootstrap.mjs';
import { buildParts } from './lib/freshness.mjs';
import { endLine, main, SetupError } from './lib/screen.mjs';

await main(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const wanted = values.only?.split(',') ?? buildParts;
  const parts = buildParts.filter((part) => wanted.includes(part));
  if (parts.length !== wanted.length) throw new SetupError(`The parts are ${buildParts.join(', ')}.`);
  await onNode24(import.meta.filename);
  const { build } = await import('./lib/build.mjs');
  await build(parts);
  endLine();
});
