import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

const main = join(import.meta.dirname, '../../main/cli/main.ts');

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Cli {
  /** Where commands run and where files for them can be put; gone after the last test of the file. */
  readonly folder: string;
  readonly start: (args: readonly string[]) => ChildProcessWithoutNullStreams;
  /** Runs a command to its end, with nothing on standard input. */
  readonly sluice: (...args: string[]) => Promise<Run>;
}

/** The command line as a user runs it, with a home of its own. */
export function useCli(): Cli {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const env = { ...process.env, SLUICE_HOME: join(folder, 'home') };
  const start = (args: readonly string[]): ChildProcessWithoutNullStreams =>
    spawn(process.execPath, [main, ...args], { cwd: folder, env });
  const sluice = (...args: string[]): Promise<Run> => {
    const child = start(args);
    child.stdin.end();
    return finished(child);
  };
  return { folder, start, sluice };
}

export async function finished(child: ChildProcessWithoutNullStreams): Promise<Run> {
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

/** The object on the last line of standard output. */
export function json(run: Run): Record<string, unknown> {
  return JSON.parse(run.stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
}
