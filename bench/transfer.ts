/** Imports, exports and files: every tool that can do a task does it, several rounds in alternation. */
import { attempts } from './attempts.ts';
import { pythonStack } from './bars.ts';
import { fillSources } from './database-tasks.ts';
import { type Circumstances, summarize, type TransferReport } from './report.ts';
import type { Bench, Sample } from './task.ts';
import { tasks } from './tasks.ts';

export interface TransferSettings {
  readonly rounds: number;
  readonly only: string;
  readonly circumstances: Circumstances;
  readonly say: (text: string) => void;
}

export async function measureTransfers(
  bench: Bench,
  { rounds, only, circumstances, say }: TransferSettings,
): Promise<TransferReport> {
  const samples: Sample[] = [];
  const { attempt, failures } = attempts(say);
  const wanted = tasks.filter(({ name }) => name.includes(only));
  const python = bench.tools.find(({ name }) => name === pythonStack);
  if (python !== undefined && wanted.some(({ name }) => name.startsWith('export')))
    await fillSources(bench, python);
  for (let round = 0; round < rounds; round++) {
    for (const task of wanted) {
      const contenders = task.contenders(bench);
      const first = round % contenders.length;
      // Each round begins with another one, so that none always has the warm or the cold place.
      for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
        await attempt(`${task.name}, ${contender.name}`, async () => {
          const found = await contender.run({ ...bench, check: round === 0 });
          for (const sample of found) say(lineOf(round, sample));
          samples.push(...found);
        });
      }
    }
  }
  return { ...circumstances, megabytes: bench.megabytes, rows: summarize(samples), failures, samples };
}

function lineOf(round: number, { task, tool, seconds, bytes, cpuSeconds, peakBytes }: Sample): string {
  const speed = (bytes / 1e6 / seconds).toFixed(1);
  return `${round + 1}. ${task}, ${tool}: ${seconds.toFixed(2)} s, ${speed} MB/s, CPU ${cpuSeconds.toFixed(2)} s, peak ${(peakBytes / 1e6).toFixed(0)} MB`;
}
