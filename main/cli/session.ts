import type { JobResult } from '../engine/api/jobs.ts';
import type { Engine } from '../engine/engine.ts';
import { openLogFile } from '../engine/log-file.ts';
import { homeFolders, sluiceHome } from '../engine/files/home.ts';
import { say } from './console.ts';
import { createProgressPrinter } from './progress-printer.ts';

/** Opens the engine for one command and closes it afterwards, whatever happens. */
export async function withEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const { createEngine } = await import('../engine/engine.ts');
  const home = sluiceHome();
  let lastStep = '';
  await using engine = await createEngine({
    home,
    log: openLogFile(homeFolders(home).logs, 'sluice'),
    stdin: process.stdin,
    stdout: process.stdout,
  });
  engine.on('setUp', ({ name = '' }) => {
    if (name !== lastStep && name !== '') say(name);
    lastStep = name;
  });
  return await work(engine);
}

/**
 * Starts a job, shows its progress on standard error, and waits for its end. The first Ctrl-C cancels it cleanly,
 * the second one does not wait.
 */
export async function runJob(
  engine: Engine,
  start: () => Promise<{ jobId: string }>,
  { undoOnCancel = false }: { readonly undoOnCancel?: boolean } = {},
): Promise<JobResult> {
  const printer = createProgressPrinter(process.stderr);
  const off = engine.on('progress', (snapshot) => printer.print(snapshot));
  let jobId: string | undefined;
  let interrupts = 0;
  const cancel = (): void => {
    interrupts++;
    if (interrupts > 1) process.exit(130);
    if (jobId !== undefined) void engine.call('cancel', { jobId, undo: undoOnCancel });
  };
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  try {
    ({ jobId } = await start());
    if (interrupts > 0) await engine.call('cancel', { jobId, undo: undoOnCancel });
    return await engine.ended(jobId);
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    off();
    printer.end();
  }
}
