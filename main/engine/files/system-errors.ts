/** What system calls fail with, in our words. */
import { SluiceError } from '../api/errors.ts';

/** The code of a system error, such as EACCES. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unknown reason';
}

/** A failed read of a source in our words. */
export function readError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  const reason = codeOf(error);
  return reason === 'ENOENT'
    ? new SluiceError('file-not-found', { path }, error)
    : new SluiceError('file-unreadable', { path, reason }, error);
}

/** Whether a system call failed because the disk, or the user's share of it, is full. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
}

/** An error of writing to `path`: `disk-full` where it is that, else as it was. */
export function writeError(error: unknown, path: string): unknown {
  return isDiskFull(error) ? new SluiceError('disk-full', { path }, error) : error;
}
