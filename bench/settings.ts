/** What `npm run bench` was asked for. */
import { parseArgs } from 'node:util';

export const parts = ['transfer', 'memory', 'scale', 'app'] as const;
export type Part = (typeof parts)[number];

export interface Settings {
  readonly parts: readonly Part[];
  readonly rounds: number;
  /** Of the data of imports and exports. */
  readonly megabytes: number;
  /** What takes 10 GB or ten million records. */
  readonly large: boolean;
  /** Tasks whose name holds this; all where it is empty. */
  readonly only: string;
  /** Jobs in the long history. */
  readonly jobs: number;
  /** Only a run of full size and of three rounds may replace the published results. */
  readonly publish: boolean;
}

const fullMegabytes = 300;
const fullRounds = 3;
const fullJobs = 10_000;

/** Throws with words where the arguments make no sense. */
export function readSettings(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      size: { type: 'string' },
      jobs: { type: 'string' },
      large: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      transfer: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      scale: { type: 'boolean', default: false },
      app: { type: 'boolean', default: false },
    },
  });
  const { quick, large, only } = values;
  const megabytes = whole('size', values.size, quick ? 30 : fullMegabytes);
  const jobs = whole('jobs', values.jobs, quick ? 1000 : fullJobs);
  const asked = parts.filter((part) => values[part]);
  const usual = quick || only !== '' ? (['transfer'] as const) : parts;
  const rounds = whole('rounds', values.rounds, quick ? 1 : fullRounds);
  return {
    parts: asked.length > 0 ? asked : usual,
    rounds,
    megabytes,
    large,
    only,
    jobs,
    publish: megabytes >= fullMegabytes && rounds >= fullRounds && jobs >= fullJobs && only === '',
  };
}

function whole(name: string, text: string | undefined, usual: number): number {
  const value = Number(text ?? usual);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1.`);
  return value;
}
