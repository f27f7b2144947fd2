/** `npm run package`: an unpacked app for this platform under out/. */
import { onNode24 } from './lib/bootstrap.mjs';
import { endLine, main } from './lib/screen.mjs';

await main(async () => {
  await onNode24(import.meta.filename);
  const { packageApp } = await import('./lib/package.mjs');
  await packageApp();
  endLine();
});
