/** `npm start`: everything from a bare clone to the window; without a display, the demo in the terminal. */
import { onNode24 } from './lib/bootstrap.mjs';
import { repository } from './lib/places.mjs';
import { become } from './lib/run.mjs';
import { endLine, main } from './lib/screen.mjs';

await main(async () => {
  await onNode24(import.meta.filename);
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!display) {
    process.stderr.write(
      'There is no display here, so the demo runs in the terminal instead of the window.\n',
    );
    const { runCli } = await import('./lib/cli.mjs');
    return runCli(['demo']);
  }
  const { setUp } = await import('./lib/set-up.mjs');
  const { buildStale } = await import('./lib/build.mjs');
  const { shell } = await setUp({ window: true });
  await buildStale();
  endLine();
  if (process.getuid?.() === 0 && !process.argv.includes('--no-sandbox')) {
    process.stderr.write(
      'The window does not open for root, because its sandbox cannot: start it as another user, ' +
        'or give up the sandbox with npm start -- --no-sandbox\n',
    );
  }
  if (shell !== undefined) await become(shell.program, [repository, ...process.argv.slice(2)]);
});
