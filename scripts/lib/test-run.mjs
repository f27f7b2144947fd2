/** Runs the checks and test suites; what passes is quiet, what fails is shown in full. */
import { globSync } from 'node:fs';
import { run as runFiles } from 'node:test';
import { spec } from 'node:test/reporters';
import { sep } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildStale } from './build.mjs';
import { startDisplay } from './display.mjs';
import { modules, repository } from './places.mjs';
import { endLine, SetupError } from './screen.mjs';
import { setUp } from './set-up.mjs';
import { findChromium } from './system.mjs';

/** @typedef {{ passed: number, failed: number }} Tally */

/** @type {Readonly<Record<string, readonly string[]>>} */
const checks = {
  typecheck: ['tsc', '-p', '.'],
  'typecheck-window': ['tsc', '-p', 'renderer'],
  lint: ['oxlint', '--type-aware'],
  format: ['prettier', '--check', '.'],
};
const suites = ['unit', 'integration', 'renderer', 'app', 'faults'];
/** Milliseconds after which a test that waits for something that never comes fails. */
const testTimeout = 300_000;

/**
 * @param {readonly string[]} wanted names of runners, or test files; none means everything
 * @returns {Promise<boolean>} whether all passed
 */
export async function runTests(wanted) {
  const { names, files } = sortOut(wanted);
  const { shell } = await setUp({ window: true, tests: true });
  if (shell !== undefined) process.env.SLUICE_ELECTRON = shell.program;
  const chromium = findChromium();
  if (chromium !== undefined) process.env.SLUICE_CHROMIUM = chromium;
  await buildStale();
  endLine();
  /** @type {Tally} */
  const total = { passed: 0, failed: 0 };
  /** @param {string} name @param {Tally} tally */
  const close = (name, tally) => {
    total.passed += tally.passed;
    total.failed += tally.failed;
    process.stdout.write(`${name}: ${tally.passed} passed, ${tally.failed} failed\n`);
  };
  for (const [name, command] of Object.entries(checks)) {
    if (names.includes(name)) close(name, await runCheck(command));
  }
  for (const name of suites.filter((suite) => names.includes(suite))) {
    const found = globSync(`test/${name}/**/*.test.ts`, { cwd: repository }).toSorted();
    if (found.length === 0) process.stdout.write(`${name}: there are no tests yet\n`);
    else close(name, await runSuite(name, found));
  }
  if (files.length > 0) close(files.join(' '), await runSuite('files', files));
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0;
}

/** @param {readonly string[]} wanted */
function sortOut(wanted) {
  const all = [...Object.keys(checks), ...suites];
  const words = wanted.flatMap((word) => word.split(',')).filter((word) => word !== '');
  const files = words.filter((word) => word.endsWith('.ts'));
  const names = words.filter((word) => !word.endsWith('.ts'));
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new SetupError(`There is no ${unknown}; there are ${all.join(', ')}, and files.`);
  return { names: words.length === 0 ? all : names, files };
}

/**
 * @param {readonly string[]} command
 * @returns {Promise<Tally>}
 */
async function runCheck([program = '', ...args]) {
  const shell = process.platform === 'win32';
  const child = spawn(join(modules, '.bin', shell ? `${program}.cmd` : program), args, {
    cwd: repository,
    shell,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  if (code !== 0) process.stdout.write(said);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * @param {string} name
 * @param {readonly string[]} files
 * @returns {Promise<Tally>}
 */
async function runSuite(name, files) {
  const needsDisplay = name === 'app' || files.some((file) => file.split(/[\\/]/).includes('app'));
  const display = needsDisplay ? await startDisplay() : undefined;
  try {
    return await runTestFiles(files);
  } finally {
    display?.stop();
  }
}

/**
 * @param {readonly string[]} files
 * @returns {Promise<Tally>}
 */
async function runTestFiles(files) {
  const paths = files.map((file) => join(repository, file.split('/').join(sep)));
  // Real servers and browsers on few cores: two files at a time keep waiting times honest.
  const events = runFiles({ files: paths, concurrency: 2, timeout: testTimeout, cwd: repository });
  /** @type {Tally} */
  const tally = { passed: 0, failed: 0 };
  /** @type {{ type: string, data: object }[]} */
  const failures = [];
  events.on('test:pass', (test) => {
    if (isTest(test) && test.skip === undefined && test.todo === undefined) tally.passed += 1;
  });
  events.on('test:fail', (test) => {
    if (isTest(test)) tally.failed += 1;
    failures.push({ type: 'test:fail', data: test });
  });
  /** @type {string[]} */
  const said = [];
  events.on('test:stdout', ({ message }) => said.push(message));
  events.on('test:stderr', ({ message }) => said.push(message));
  events.resume();
  await once(events, 'end');
  if (failures.length > 0 && tally.failed === 0) tally.failed = 1;
  if (tally.passed + tally.failed === 0) {
    process.stdout.write('The files are there, but no test ran.\n');
    tally.failed = 1;
  }
  if (failures.length > 0) {
    process.stdout.write(said.join(''));
    await show(failures);
  }
  return tally;
}

/**
 * A file as a whole is reported like a test; only when it failed by itself is it one.
 * @param {{ nesting: number, name: string, details: { type?: string | undefined } }} test
 */
function isTest({ name, details }) {
  return details.type !== 'suite' && !name.endsWith('.test.ts');
}

/** @param {readonly { type: string, data: object }[]} failures */
async function show(failures) {
  const reporter = new spec();
  reporter.pipe(process.stdout, { end: false });
  for (const failure of failures) reporter.write(failure);
  reporter.end();
  await once(reporter, 'end');
}
