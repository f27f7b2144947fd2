/** The window: how soon it is there, what it takes, and whether it answers while the engine works. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startDisplay } from '../../scripts/lib/display.mjs';
import { attempts } from '../attempts.ts';
import { dataFile } from '../data.ts';
import type { Circumstances } from '../report.ts';
import { measureBusy } from './busy.ts';
import { homeWithHistory } from './history.ts';
import type { AppReport, Busy, ProcessMemory, Start } from './report.ts';
import { measureStarts } from './start.ts';
import { openWindow } from './window.ts';

export interface AppSettings {
  readonly folder: string;
  readonly rounds: number;
  /** Of the file that is imported. */
  readonly megabytes: number;
  readonly jobs: number;
  readonly circumstances: Circumstances;
  readonly say: (text: string) => void;
}

export async function measureApp(settings: AppSettings): Promise<AppReport> {
  const { folder, rounds, megabytes, jobs, circumstances, say } = settings;
  const { attempt, failures } = attempts(say);
  const starts: Start[] = [];
  let idle: readonly ProcessMemory[] = [];
  let busy: Busy | undefined;
  let shell = '';
  const display = await startDisplay();
  try {
    const empty = join(folder, 'empty-home');
    await attempt('start with an empty history', async () => {
      await rm(empty, { recursive: true, force: true });
      // The first start of all also sets up the local MongoDB.
      shell = await shellName(empty);
      const started = await measureStarts(empty, 0, rounds);
      starts.push(started.start);
      idle = started.idle ?? [];
      say(lineOf(started.start));
    });
    await attempt('start with a long history', async () => {
      say(`Making a history of ${jobs} jobs`);
      const home = homeWithHistory(folder, jobs);
      await openAndClose(home);
      const started = await measureStarts(home, jobs, rounds);
      starts.push(started.start);
      say(lineOf(started.start));
    });
    await attempt('the window during an import', async () => {
      const file = await dataFile(folder, 'jsonl', megabytes);
      busy = await measureBusy(folder, file);
      say(`Blocked ${busy.blocked.toFixed(0)} ms at most, cancelled after ${busy.cancelEnded.toFixed(0)} ms`);
    });
    await rm(empty, { recursive: true, force: true });
  } finally {
    display?.stop();
  }
  return {
    ...circumstances,
    shell,
    rounds,
    starts,
    idle,
    ...(busy === undefined ? {} : { busy }),
    failures,
  };
}

async function openAndClose(home: string): Promise<void> {
  await using window = await openWindow(home);
  await window.page.getByRole('button', { name: 'Choose files' }).waitFor();
}

async function shellName(home: string): Promise<string> {
  await using window = await openWindow(home);
  await window.page.getByRole('button', { name: 'Choose files' }).waitFor();
  const { electron } = await window.app.evaluate(() => ({ electron: process.versions.electron }));
  return `Electron ${electron ?? 'of unknown version'}`;
}

function lineOf({ jobs, firstPaint, history, listAnswer, openHistory }: Start): string {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return `${jobs} jobs: first paint ${ms(firstPaint)}, history ${ms(history)} (opening it ${ms(openHistory)}, the list ${ms(listAnswer)})`;
}
