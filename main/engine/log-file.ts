import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import type { Log } from './jobs/log.ts';

/** Bytes from which on the log of before is put aside, over the one before that. */
const maxBytes = 10 * 1024 * 1024;

/** A log of JSON lines in `folder`; every line is written when the call returns, so that a crash loses none. */
export function openLogFile(folder: string, name: string): Log {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.log`);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maxBytes)
    renameSync(path, join(folder, `${name}.1.log`));
  const destination = pino.destination({ dest: path, sync: true });
  // A log that cannot be written, such as on a full disk, is no reason to die: its lines are lost.
  destination.on('error', () => {});
  return pino({ base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
