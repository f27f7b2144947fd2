/** What it costs to say what a large file is, from the start of the process. */
import { sluice, taskNames } from './bars.ts';
import { bulkFile } from './data.ts';
import { lastObject } from './measure.ts';
import { type Bench, measured, sampleOf, type Task } from './task.ts';
import { sluiceCommand } from './tools.ts';

/** 10 GB are made only where large files are wanted. */
const megabytesOf = ({ megabytes, large }: Bench): number =>
  large ? 10_000 : megabytes >= 300 ? 1000 : megabytes;

export function inspectTask(): Task {
  return {
    name: taskNames.inspect,
    contenders: () => [{ name: sluice, run: inspectOnce }],
  };
}

async function inspectOnce(bench: Bench) {
  const file = await bulkFile(bench.folder, megabytesOf(bench));
  const command = sluiceCommand('inspect', file.path);
  // The very first start compiles the code and keeps that for those that follow; users have that once an update.
  if (bench.check) await measured(bench, command);
  const inspected = await measured(bench, command);
  const { size, format, sampled } = lastObject(inspected.stdout);
  if (size !== file.bytes || format !== 'jsonl' || !(Number(sampled) > 0))
    throw new Error(`inspect says ${inspected.stdout.slice(0, 300)}`);
  return [sampleOf({ task: taskNames.inspect, kind: 'file', tool: sluice, bytes: file.bytes }, inspected)];
}
