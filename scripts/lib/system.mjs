/** System packages that Electron and the tests need on Linux. Elsewhere there is nothing to install. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly } from './run.mjs';
import { say, SetupError } from './screen.mjs';

/**
 * @typedef {object} Part
 * @property {'window' | 'tests'} use what needs it
 * @property {string} what a shared library or a program
 * @property {readonly string[]} packages its Debian package; newer releases have renamed some
 */

/** @type {readonly Part[]} */
const parts = [
  { use: 'window', what: 'libgtk-3.so.0', packages: ['libgtk-3-0', 'libgtk-3-0t64'] },
  { use: 'window', what: 'libnss3.so', packages: ['libnss3'] },
  { use: 'window', what: 'libasound.so.2', packages: ['libasound2', 'libasound2t64'] },
  { use: 'window', what: 'libgbm.so.1', packages: ['libgbm1'] },
  { use: 'tests', what: 'Xvfb', packages: ['xvfb'] },
  { use: 'tests', what: 'chromium', packages: ['chromium'] },
];

/**
 * Sees to it that the system packages for these uses are there: installs them as root on Debian and its children,
 * else says which command does. Throws SetupError in the latter case.
 * @param {readonly ('window' | 'tests')[]} uses
 */
export async function setUpSystem(uses) {
  if (process.platform !== 'linux') return;
  const missing = parts.filter((part) => uses.includes(part.use) && !isThere(part.what));
  if (missing.length === 0) return;
  const names = missing.map((part) => part.packages[0] ?? part.what);
  if (!onPath('apt-get')) {
    throw new SetupError(
      `These are missing: ${missing.map((part) => part.what).join(', ')}. Install them first.`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError(
      `These system packages are missing. Install them with\n  sudo apt-get install ${names.join(' ')}`,
    );
  }
  say(`Installing system packages (${names.join(', ')})`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runQuietly('apt-get', ['update'], { env });
  const packages = missing.map((part) => availableName(part));
  await runQuietly('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
}

/** Path of a Chromium or Chrome on this machine, for the renderer tests. */
export function findChromium() {
  if (process.env.SLUICE_CHROMIUM) return process.env.SLUICE_CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const usual = [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    join(process.env.ProgramFiles ?? 'C:\\Program Files', 'Google', 'Chrome', 'Application', 'chrome.exe'),
  ];
  return names.map(onPath).find((path) => path !== undefined) ?? usual.find((path) => existsSync(path));
}

/** @param {string} what */
function isThere(what) {
  if (what === 'chromium') return findChromium() !== undefined;
  if (!what.includes('.so')) return onPath(what) !== undefined;
  return libraries().includes(`\t${what} `);
}

let known = '';

/** What the dynamic linker knows; asked again after an installation. */
function libraries() {
  const program = onPath('ldconfig') ?? '/sbin/ldconfig';
  known ||= existsSync(program) ? execFileSync(program, ['-p'], { encoding: 'utf8' }) : '';
  return known;
}

/** @param {string} program */
export function onPath(program) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** @param {Part} part */
function availableName({ packages, what }) {
  for (const name of packages) {
    try {
      // Exit code 100 where the release has no real package of that name.
      if (/^Package: /m.test(execFileSync('apt-cache', ['show', name], { encoding: 'utf8', stdio: 'pipe' })))
        return name;
    } catch {
      // The next name.
    }
  }
  return packages[0] ?? what;
}
