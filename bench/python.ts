/** The virtual environment of the Python stack, made once. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const requirements = fileURLToPath(new URL('python/requirements.txt', import.meta.url));

/** The interpreter of `.bench/venv` with the pinned packages in it; made anew where the pins have changed. */
export async function preparePython(folder: string): Promise<string> {
  const venv = join(folder, 'venv');
  const python =
    process.platform === 'win32' ? join(venv, 'Scripts', 'python.exe') : join(venv, 'bin', 'python');
  const installed = join(venv, 'installed.txt');
  if (existsSync(installed) && (await readFile(installed, 'utf8')) === (await readFile(requirements, 'utf8')))
    return python;
  await rm(venv, { recursive: true, force: true });
  await run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', venv]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  await copyFile(requirements, installed);
  return python;
}
