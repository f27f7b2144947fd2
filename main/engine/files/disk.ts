import { SluiceError } from '../api/errors.ts';
import { codeOf } from './intake.ts';

/** Whether a system call failed because the disk, or the user's share of it, is full. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
}

/** An error of writing to `path`: `disk-full` where it is that, else as it was. */
export function writeError(error: unknown, path: string): unknown {
  return isDiskFull(error) ? new SluiceError('disk-full', { path }, error) : error;
}
