import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

/** Signals that end a program; each is passed on to a child unless the terminal has sent it to both already. */
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program with this process's own input and outputs; gives its exit code (128 + n for signal n).
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: 'inherit', ...options });
  // A terminal sends Ctrl+C to everybody in the foreground, the child included: passing it on would make it two.
  const atTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  const listeners = signals.map((signal) => {
    const listener = () => void (atTerminal && signal === 'SIGINT' ? undefined : child.kill(signal));
    process.on(signal, listener);
    return () => process.removeListener(signal, listener);
  });
  try {
    await once(child, 'exit');
    return child.signalCode === null ? (child.exitCode ?? 1) : 128 + constants.signals[child.signalCode];
  } finally {
    for (const forget of listeners) forget();
  }
}

/**
 * Becomes the program where the system can do that (nothing stays in between), else runs it and ends as it ended.
 * @param {string} program
 * @param {readonly string[]} args
 */
export async function become(program, args) {
  if (process.platform !== 'win32' && typeof process.execve === 'function') {
    process.execve(program, [program, ...args], process.env);
  }
  process.exit(await run(program, args));
}

/**
 * Runs a program quietly; rejects with everything it said when it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<void>}
 */
export async function runQuietly(program, args, options = {}) {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => (said += text));
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed (${signal ?? code}):\n${said.trim()}`);
}
