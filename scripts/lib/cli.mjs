import { bootstrap } from './bootstrap.mjs';
import { isFresh } from './freshness.mjs';
import { inRepository } from './places.mjs';
import { become, run } from './run.mjs';
import { endLine } from './screen.mjs';

/** Objects are looked at often, which frees the large buffers that they hold: the app does the same. */
export const cliFlags = ['--max-semi-space-size=1'];
/** Threads share heaps: the allocator of Linux would give each its own, with holes of its own. */
export const cliEnvironment = { MALLOC_ARENA_MAX: '2' };

/**
 * Runs the command line of Sluice, built anew if its sources changed, in place of this process. Where nothing is to
 * be done, this costs a few file times.
 * @param {readonly string[]} args
 */
export async function runCli(args) {
  const node = await bootstrap();
  if (!isFresh('cli') || !isFresh('engine')) {
    // In a process of its own: the builder must not run on an old Node, and its memory is not the command's.
    const code = await run(node, [inRepository('scripts', 'build.mjs'), '--only', 'cli,engine'], {
      stdio: ['ignore', 2, 2],
    });
    if (code !== 0) process.exit(code);
  }
  endLine();
  Object.assign(process.env, { ...cliEnvironment, ...process.env });
  await become(node, [...cliFlags, inRepository('dist', 'cli', 'sluice.mjs'), ...args]);
}
