import { extname, isAbsolute, resolve } from 'node:path';
import { importExtensions } from './engine/api/requests.ts';

const allowed: readonly string[] = importExtensions;

/**
 * The files among the arguments of a start (without the program itself), as absolute paths: what the system passes
 * when a file is opened with Sluice. Flags and whatever cannot be imported are left out.
 */
export function filesAmong(args: readonly string[], workingDirectory: string): string[] {
  return args
    .filter((arg) => !arg.startsWith('-') && allowed.includes(extname(arg).toLowerCase()))
    .map((path) => (isAbsolute(path) ? path : resolve(workingDirectory, path)));
}
