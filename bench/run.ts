/**
 * `npm run bench [-- --quick] [--transfer] [--memory] [--scale] [--app] [--rounds N] [--size MB] [--jobs N] [--only TEXT]
 * [--large]`: everything, or the parts that are named. docs/performance.md says what each figure means.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { arch, cpus, loadavg, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { homeFolders } from '../main/engine/files/home.ts';
import { findOrFetchMongod } from '../main/engine/mongo/mongod-binary.ts';
import { buildStale } from '../scripts/lib/build.mjs';
import { setUp } from '../scripts/lib/set-up.mjs';
import { measureApp } from './app/measure.ts';
import type { AppReport } from './app/report.ts';
import { judgeAll, markdown } from './markdown.ts';
import { measureMemory } from './memory.ts';
import { preparePython } from './python.ts';
import type { Circumstances, Report } from './report.ts';
import { save } from './save.ts';
import { measureScale } from './scale.ts';
import { startServer } from './server.ts';
import { readSettings, type Settings } from './settings.ts';
import type { Bench } from './task.ts';
import { mongoTools, pythonTool, sluiceTool } from './tools.ts';
import { measureTransfers } from './transfer.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, '.bench');

const say = (text: string) => process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const settings = readSettings(process.argv.slice(2));
  const load = loadavg()[0] ?? 0;
  if (load > 1) say(`The system is busy already (load ${load.toFixed(1)}): take the figures with that.`);
  await mkdir(folder, { recursive: true });
  // What is measured is what the tree says now.
  await buildStale(settings.parts.includes('app') ? undefined : ['engine', 'cli']);
  const env = { SLUICE_BINARIES: join(root, '.cache', 'binaries'), ...process.env };
  const mongod = await findOrFetchMongod({
    env,
    folders: homeFolders(folder),
    onStep: ({ name }) => say(name),
  });
  const circumstances = { ...(await circumstancesOf(mongod)), load };
  const app = settings.parts.includes('app') ? await measureWindow(settings, circumstances) : undefined;
  const report: Report = {
    ...(await measureCommands(settings, mongod, circumstances)),
    ...(app === undefined ? {} : { app }),
  };
  const results = await save(report, { root, folder, publish: settings.publish });
  process.stdout.write(markdown(report));
  const judged = judgeAll(report);
  say(`${judged.filter(({ met }) => met).length} of ${judged.length} bars met; saved to ${results}`);
  const failures = Object.values(report).flatMap((part) => part.failures);
  return failures.length === 0 ? 0 : 1;
}

/** The parts that start command lines on a MongoDB of the bench's own. */
async function measureCommands(
  settings: Settings,
  mongod: string,
  circumstances: Circumstances,
): Promise<Report> {
  const { parts, rounds, megabytes, large, only } = settings;
  if (!parts.some((part) => part !== 'app')) return {};
  say('Preparing the Python stack (.bench/venv)');
  const python = await preparePython(folder);
  const tools = [sluiceTool(), pythonTool(python), mongoTools(process.env)].filter(
    (tool) => tool !== undefined,
  );
  say(`Comparing ${tools.map(({ name }) => name).join(', ')}`);
  const scratch = await mkdtemp(join(folder, 'scratch-'));
  try {
    await using server = await startServer(mongod, scratch);
    const home = join(scratch, 'sluice');
    const measuring = { python, folder: scratch, env: { ...process.env, SLUICE_HOME: home } };
    const bench: Bench = { server, measuring, tools, folder, megabytes, large, check: true };
    const asked = { rounds, circumstances, say };
    const transfer = parts.includes('transfer')
      ? await measureTransfers(bench, { ...asked, only })
      : undefined;
    const memory = parts.includes('memory') ? await measureMemory(bench, asked) : undefined;
    const scale = parts.includes('scale') ? await measureScale(bench, asked) : undefined;
    return {
      ...(transfer === undefined ? {} : { transfer }),
      ...(memory === undefined ? {} : { memory }),
      ...(scale === undefined ? {} : { scale }),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The import that the window is watched in: 3 GB, or as much smaller as the other data. */
const windowMegabytes = ({ megabytes }: Settings): number => Math.max(150, Math.min(3000, megabytes * 10));

async function measureWindow(
  settings: Settings,
  circumstances: Circumstances,
): Promise<AppReport | undefined> {
  const { rounds, jobs } = settings;
  const { shell } = await setUp({ window: true, tests: true });
  if (shell === undefined) {
    say('There is no Electron here: the window is left out.');
    return undefined;
  }
  process.env.SLUICE_ELECTRON = shell.program;
  process.env.SLUICE_BINARIES ??= join(root, '.cache', 'binaries');
  const megabytes = windowMegabytes(settings);
  return measureApp({ folder, rounds, megabytes, jobs, circumstances, say });
}

async function circumstancesOf(mongod: string): Promise<Omit<Circumstances, 'load'>> {
  const { stdout } = await promisify(execFile)(mongod, ['--version']);
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${type()} ${arch()}, ${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    mongod: /db version v(\S+)/.exec(stdout)?.[1] ?? 'of unknown version',
  };
}

process.exitCode = await main();
