/** The first steps on a bare machine: dependencies and Node 24. Runs on Node 20 with nothing installed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cache, inRepository, modules, repository } from './places.mjs';
import { run, runQuietly } from './run.mjs';
import { endLine, say, SetupError } from './screen.mjs';
import { inTurn } from './turn.mjs';

const neededMajor = 24;
const lockFile = inRepository('package-lock.json');
const npmRecord = join(modules, '.package-lock.json');
const stamp = join(cache, 'dependencies.stamp');

/**
 * Installs what package-lock.json asks for, when it is not what is installed; puts the project's programs first on
 * PATH; gives the path of a Node that is new enough.
 * @returns {Promise<string>}
 */
export async function bootstrap() {
  if (!isInstalled()) {
    await inTurn('dependencies', async () => {
      if (!isInstalled()) await install();
    });
  }
  const node = await nodeProgram();
  process.env.PATH = [dirname(node), join(modules, '.bin'), process.env.PATH].join(delimiter);
  process.env.SLUICE_BINARIES ||= join(cache, 'binaries');
  return node;
}

/**
 * Like `bootstrap`, and makes sure that the script goes on running on that Node: on an older one it is started anew,
 * and this call does not come back.
 * @param {string} script
 */
export async function onNode24(script) {
  const node = await bootstrap();
  if (major(process.version) >= neededMajor) return;
  endLine();
  process.exit(await run(node, [script, ...process.argv.slice(2)]));
}

function isInstalled() {
  if (!existsSync(npmRecord)) return false;
  const wanted = lockHash();
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === wanted;
  // Installed by hand: npm's own record is newer than what it had to install.
  if (statSync(npmRecord).mtimeMs < statSync(lockFile).mtimeMs) return false;
  writeStamp(wanted);
  return true;
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

/** @param {string} hash */
function writeStamp(hash) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, hash);
}

async function install() {
  say('Installing the dependencies (npm ci, about half a minute)');
  const hash = lockHash();
  // Without their scripts: one of them would compile what its package brings ready-made.
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  writeStamp(hash);
}

/** @param {string[]} args */
async function npm(args) {
  const path = process.env.npm_execpath;
  const isFromHere = process.execPath.startsWith(modules);
  try {
    // npm puts the Node of this project first on PATH, and is about to take it away: the user's own one has to do it.
    if (isFromHere) {
      const rest = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(modules));
      const env = { ...process.env, PATH: rest.join(delimiter) };
      await runQuietly('npm', args, { cwd: repository, env, shell: process.platform === 'win32' });
    } else if (path?.endsWith('.js'))
      await runQuietly(process.execPath, [path, ...args], { cwd: repository });
    else await runQuietly('npm', args, { cwd: repository, shell: process.platform === 'win32' });
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error));
  }
}

/** A Node that is new enough: the one that runs this, else that of the npm package "node", whose script fetches it. */
async function nodeProgram() {
  // The one that runs this may just have been taken away by an installation.
  if (major(process.version) >= neededMajor && existsSync(process.execPath)) return process.execPath;
  const program = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!isNode24(program)) {
    await inTurn('node', async () => {
      if (isNode24(program)) return;
      say(`Getting Node ${neededMajor}`);
      await npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']);
    });
  }
  if (isNode24(program)) return program;
  throw new SetupError(
    `Sluice needs Node ${neededMajor}; this is ${process.version}, and the npm package "node" brought no program ` +
      `for this platform. Install Node ${neededMajor} or newer and try again.`,
  );
}

/**
 * Before its script has run, the package holds a few bytes in the program's place.
 * @param {string} program
 */
function isNode24(program) {
  return (statSync(program, { throwIfNoEntry: false })?.size ?? 0) > 1_000_000;
}

/** @param {string} version */
function major(version) {
  return Number.parseInt(version.replace('v', ''), 10);
}
