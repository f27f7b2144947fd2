import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/**
 * A virtual display for windows in tests, so that they neither need nor disturb a real one; on Linux only.
 * @param {string} size pixels, WIDTHxHEIGHT
 * @returns {Promise<{ stop(): void } | undefined>}
 */
export async function startDisplay(size = '1280x900') {
  if (process.platform !== 'linux') return undefined;
  // It picks a free number itself and says which.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const pipe = server.stdio[3];
  if (!(pipe instanceof Readable)) throw new Error('Xvfb has no fourth stream');
  const [number] = await Promise.race([
    once(createInterface(pipe), 'line'),
    once(server, 'exit').then(() => Promise.reject(new Error('Xvfb did not start'))),
  ]);
  process.env.DISPLAY = `:${number}`;
  delete process.env.WAYLAND_DISPLAY;
  return { stop: () => void server.kill() };
}
