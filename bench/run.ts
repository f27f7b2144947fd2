/**
 * `npm run bench [-- --quick] [--rounds N] [--size MB] [--large]`: Sluice, the Python stack and, where they are
 * installed, MongoDB's own tools, side by side on one MongoDB, several rounds in alternation.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { arch, cpus, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { homeFolders } from '../main/engine/files/home.ts';
import { findOrFetchMongod } from '../main/engine/mongo/mongod-binary.ts';
import { chart } from './chart.ts';
import { measureFlatness } from './flatness.ts';
import { preparePython } from './python.ts';
import { type Flatness, type Report, markdown, summarize } from './report.ts';
import { startServer } from './server.ts';
import { type Bench, type Sample, fillSources, tasks } from './tasks.ts';
import { type Tool, mongoTools, pythonTool, sluiceTool } from './tools.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, '.bench');

interface Settings {
  readonly rounds: number;
  readonly megabytes: number;
  readonly large: boolean;
  /** Tasks whose name holds this; all where it is empty. */
  readonly only: string;
  /** Only a run of full size may replace the published results. */
  readonly publish: boolean;
}

function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      size: { type: 'string' },
      large: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  const megabytes = Number(values.size ?? (values.quick ? 30 : 300));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1.');
  if (!Number.isInteger(megabytes) || megabytes < 1) throw new Error('--size takes whole megabytes from 1.');
  return {
    rounds,
    megabytes,
    large: values.large,
    only: values.only,
    publish: megabytes >= 300 && values.only === '',
  };
}

const say = (text: string) => process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const settings = readSettings();
  await mkdir(folder, { recursive: true });
  say('Preparing the Python stack (.bench/venv)');
  const python = await preparePython(folder);
  const tools = [sluiceTool(), pythonTool(python), mongoTools(process.env)].filter(
    (tool) => tool !== undefined,
  );
  say(`Comparing ${tools.map(({ name }) => name).join(', ')}`);
  const env = { SLUICE_BINARIES: join(root, '.cache', 'binaries'), ...process.env };
  const mongod = await findOrFetchMongod({
    env,
    folders: homeFolders(folder),
    onStep: ({ name }) => say(name),
  });
  const scratch = await mkdtemp(join(folder, 'scratch-'));
  try {
    await using server = await startServer(mongod, scratch);
    const measuring = {
      python,
      folder: scratch,
      env: { ...process.env, SLUICE_HOME: join(scratch, 'sluice') },
    };
    const bench: Bench = { server, measuring, folder, megabytes: settings.megabytes, check: true };
    const report = await measureAll(bench, tools, settings);
    await save(report, settings);
    process.stdout.write(markdown(report));
    return report.failures.length === 0 ? 0 : 1;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function measureAll(bench: Bench, tools: readonly Tool[], settings: Settings): Promise<Report> {
  const samples: Sample[] = [];
  const failures: string[] = [];
  const flatness: Flatness[] = [];
  const attempt = async (what: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      const text = `${what}: ${error instanceof Error ? error.message : String(error)}`;
      failures.push(text);
      say(text);
    }
  };
  const python = tools.find(({ name }) => name === 'Python stack');
  if (python !== undefined) await fillSources(bench, python);
  for (let round = 0; round < settings.rounds; round++) {
    for (const task of tasks.filter(({ name }) => name.includes(settings.only))) {
      // Each round begins with another tool, so that none always has the warm or the cold place.
      for (const tool of [...tools.slice(round % tools.length), ...tools.slice(0, round % tools.length)]) {
        await attempt(`${task.name}, ${tool.name}`, async () => {
          const found = await task.run({ ...bench, check: round === 0 }, tool);
          for (const sample of found) say(lineOf(round, sample));
          samples.push(...found);
        });
      }
    }
  }
  const sluice = tools.find((tool) => tool.undoCommand !== undefined);
  if (settings.large && sluice !== undefined) {
    await attempt(
      'Memory at ten times the size',
      async () => void flatness.push(...(await measureFlatness(bench, sluice))),
    );
  }
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${type()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    mongod: bench.server.version,
    megabytes: settings.megabytes,
    rows: summarize(samples),
    flatness,
    failures,
    samples,
  };
}

function lineOf(round: number, { task, tool, seconds, bytes, cpuSeconds, peakBytes }: Sample): string {
  const speed = (bytes / 1e6 / seconds).toFixed(1);
  return `${round + 1}. ${task}, ${tool}: ${seconds.toFixed(2)} s, ${speed} MB/s, CPU ${cpuSeconds.toFixed(2)} s, peak ${(peakBytes / 1e6).toFixed(0)} MB`;
}

async function save(report: Report, settings: Settings): Promise<void> {
  const results = settings.publish ? join(root, 'bench', 'results') : join(folder, 'results');
  await mkdir(results, { recursive: true });
  await writeFile(join(results, 'latest.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(results, 'latest.md'), markdown(report));
  const picture = settings.publish ? join(root, 'docs', 'bench.svg') : join(results, 'bench.svg');
  await mkdir(join(picture, '..'), { recursive: true });
  await writeFile(picture, chart(report));
  say(`Saved to ${results} and ${picture}`);
}

process.exitCode = await main();
