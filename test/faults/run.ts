/** `npm run test:faults -- [--kills N] [--seed S] [--megabytes M]` */
import { parseArgs } from 'node:util';
import { killAndCompare } from './harness.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    megabytes: { type: 'string', default: '20' },
  },
});
const say = (text: string): void => void process.stderr.write(`${text}\n`);
const { hits, differences } = await killAndCompare({
  kills: Number(values.kills),
  seed: Number(values.seed),
  bytes: Number(values.megabytes) * 1e6,
  say,
});
for (const [step, count] of [...hits].toSorted(([a], [b]) => a.localeCompare(b))) {
  process.stdout.write(`${String(count).padStart(5)}  ${step}\n`);
}
for (const difference of differences) process.stdout.write(`DIFFERENT: ${difference}\n`);
const kills = [...hits.values()].reduce((sum, count) => sum + count, 0);
process.stdout.write(`${kills} kills, ${differences.length} differences\n`);
process.exitCode = differences.length === 0 ? 0 : 1;
