import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Workspace } from './workspace.ts';

const script = fileURLToPath(new URL('./import-until-killed.ts', import.meta.url));

/** An import that runs in a process of its own, on the workspace's home, and has written something. */
export interface ImportElsewhere {
  readonly jobId: string;
  /** Ends the process as a power cut does, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts an import in another process; comes back as soon as `records` of it are in the collection. */
export async function importElsewhere(
  w: Workspace,
  path: string,
  { batchSize, records }: { batchSize: number; records: number },
): Promise<ImportElsewhere> {
  const args = [script, w.home, path, w.server.uri, w.db, w.collection, String(batchSize)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  let jobId: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, value = ''] = line.split(' ');
    if (word === 'ended') throw new Error(`the import ended (${value}) before it could be killed`);
    if (word === 'job') jobId = value;
    if (word === 'importing' && Number(value) >= records && jobId !== undefined) return { jobId, kill };
  }
  throw new Error('the other process ended by itself');
}
