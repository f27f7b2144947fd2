/** Measures whole processes from outside: time and CPU by the system's own account, memory by looking at the tree. */
import { spawn } from 'node:child_process';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface Measured {
  readonly seconds: number;
  /** User and system time of the process and all its children. */
  readonly cpuSeconds: number;
  /** Resident memory (RSS) of all processes of the tree together at the worst moment seen; pages they share count twice. */
  readonly peakBytes: number;
  readonly stdout: string;
}

const sampleMs = 50;
const pageBytes = 4096;
const timedScript = fileURLToPath(new URL('python/timed.py', import.meta.url));

export interface Measuring {
  readonly python: string;
  /** A folder for scratch files. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs the command to its end. Throws with the end of its standard error where it fails. */
export async function measure(command: readonly string[], options: Measuring): Promise<Measured> {
  const resultPath = join(options.folder, 'timed.json');
  const child = spawn(options.python, [timedScript, resultPath, ...command], {
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4000)));
  const ended = new AbortController();
  const exit = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  const sampled = child.pid === undefined ? Promise.resolve(0) : samplePeak(child.pid, ended.signal);
  const status = await exit.finally(() => ended.abort());
  const treePeak = await sampled;
  if (status !== 0)
    throw new Error(`${command.join(' ')} ended with ${status}: ${stderr.trim() || stdout.trim()}`);
  // Written by timed.py just now.
  const facts = JSON.parse(await readFile(resultPath, 'utf8')) as Omit<Measured, 'stdout'> & {
    largestProcessBytes: number;
  };
  await rm(resultPath);
  const peakBytes = Math.max(treePeak, facts.largestProcessBytes);
  return { seconds: facts.seconds, cpuSeconds: facts.cpuSeconds, peakBytes, stdout };
}

/** The one object that our programs print on the last line of their standard output. */
export function lastObject(stdout: string): Readonly<Record<string, unknown>> {
  const result: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  if (typeof result !== 'object' || result === null) throw new Error(`There is no object in ${stdout}`);
  return { ...result };
}

/** The most memory that the descendants of a process had together; 0 where there is no /proc. */
async function samplePeak(pid: number, signal: AbortSignal): Promise<number> {
  let peak = 0;
  try {
    for await (const _ of setInterval(sampleMs, undefined, { signal })) {
      const sizes = await Promise.all((await descendants(pid)).map(residentBytes));
      peak = Math.max(
        peak,
        sizes.reduce((sum, size) => sum + size, 0),
      );
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return peak;
}

async function descendants(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(threads.map((thread) => readText(`/proc/${pid}/task/${thread}/children`)));
  const children = lists.flatMap((list) =>
    list
      .split(' ')
      .filter((text) => text !== '')
      .map(Number),
  );
  const deeper = await Promise.all(children.map(descendants));
  return [...children, ...deeper.flat()];
}

async function residentBytes(pid: number): Promise<number> {
  const pages = (await readText(`/proc/${pid}/statm`)).split(' ')[1];
  return Number(pages ?? 0) * pageBytes;
}

/** Empty where the process is gone already. */
async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
