import { join } from 'node:path';
import { app, utilityProcess } from 'electron';
import type { FromEngine } from './engine/api/messages.ts';
import type { EngineProcess } from './engine-supervisor.ts';

/** Where the engine's files lie in a packaged app: outside the archive, because worker threads read them too. */
const unpacked = (path: string): string => path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');

/**
 * A small young generation (MiB): the engine makes few objects and many large buffers, and a buffer is only freed when
 * the young object that holds it is looked at.
 */
const engineFlags = ['--max-semi-space-size=1'];

/** Starts the engine in a utility process of its own. Only after the app is ready. */
export function startEngineProcess(
  onMessage: (message: FromEngine) => void,
  onExit: (code: number) => void,
): EngineProcess {
  const entry = unpacked(join(app.getAppPath(), 'dist', 'engine', 'process.mjs'));
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Sluice engine',
    stdio: 'inherit',
    execArgv: engineFlags,
  });
  // Only our own engine talks on this port.
  child.on('message', (message: FromEngine) => onMessage(message));
  child.once('exit', onExit);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for pages, this is a process
    send: (message) => child.postMessage(message),
    kill: () => void child.kill(),
  };
}
