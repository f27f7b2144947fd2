/** The copy that a staged import makes, beside the seed's way and beside what the machine can do at best. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cliFlags } from '../../scripts/lib/cli.mjs';
import { aiofiles, hashAlone, plainCopy, sluice, taskNames } from '../bars.ts';
import { bulkFile, type DataFile } from '../data.ts';
import { lastObject } from '../measure.ts';
import { type Bench, type Contender, measured, sampleOf, type Task } from '../task.ts';

const script = fileURLToPath(new URL('copy.ts', import.meta.url));
const pythonScript = fileURLToPath(new URL('../python/intake.py', import.meta.url));

export function copyCommand(how: 'stage' | 'plain' | 'hash', source: string, target: string): string[] {
  return [process.execPath, ...cliFlags, script, how, source, target];
}

type Command = (bench: Bench, source: string, target: string) => string[];

const commands = new Map<string, Command>([
  [sluice, (_, source, target) => copyCommand('stage', source, target)],
  [aiofiles, ({ measuring }, source, target) => [measuring.python, pythonScript, source, target]],
  [plainCopy, (_, source, target) => copyCommand('plain', source, target)],
  [hashAlone, (_, source, target) => copyCommand('hash', source, target)],
]);

/** 1 GB at full size. */
const megabytesOf = ({ megabytes }: Bench): number => (megabytes >= 300 ? 1000 : megabytes);

export function intakeTask(): Task {
  return {
    name: taskNames.intake,
    contenders: () => [...commands].map(([name, command]) => contender(name, command)),
  };
}

function contender(name: string, command: Command): Contender {
  return {
    name,
    run: async (bench) => {
      const file = await bulkFile(bench.folder, megabytesOf(bench));
      const target = join(bench.measuring.folder, 'intake.copy');
      await rm(target, { force: true });
      try {
        const copied = await measured(bench, command(bench, file.path, target));
        await expectCopy(name, copied.stdout, target, file);
        const about = { kind: 'file', tool: name, bytes: file.bytes } as const;
        const sample = sampleOf({ task: taskNames.intake, ...about }, copied);
        const { syncSeconds } = lastObject(copied.stdout);
        if (typeof syncSeconds !== 'number') return [sample];
        const seconds = copied.seconds - syncSeconds;
        return [sample, sampleOf({ task: taskNames.intakeUnsynced, ...about }, { ...copied, seconds })];
      } finally {
        await rm(target, { force: true });
      }
    },
  };
}

async function expectCopy(name: string, stdout: string, target: string, file: DataFile): Promise<void> {
  const { sha256 } = lastObject(stdout);
  if (name !== plainCopy && sha256 !== file.sha256) throw new Error(`The SHA-256 is ${String(sha256)}.`);
  if (name !== hashAlone && (await stat(target)).size !== file.bytes)
    throw new Error(`The copy of ${file.bytes} bytes has another size.`);
}
