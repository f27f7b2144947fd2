/** Whether the window answers while a large file is imported, and how soon a cancel takes effect. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import type { ElectronApplication, Page } from 'playwright-core';
import { answerDialogs } from '../../test/app/support.ts';
import { appBars } from '../bars.ts';
import type { DataFile } from '../data.ts';
import { median } from '../report.ts';
import { memoryByType } from './processes.ts';
import type { Busy } from './report.ts';
import { openWindow } from './window.ts';

/**
 * Watches the page's thread from inside: a timer that should fire every 4 ms, the browser's own account of long tasks,
 * the gaps between frames, and requests to the shell and to the engine, ten of each a second.
 */
const watch = `(() => {
  const seen = { started: performance.now(), blocked: 0, tooLong: 0, frameGap: 0, shell: [], engine: [] };
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    const late = now - last - 4;
    seen.blocked = Math.max(seen.blocked, late);
    if (late > ${appBars.blocked}) seen.tooLong += 1;
    last = now;
    if (seen.stopped === undefined) setTimeout(tick, 4);
  };
  setTimeout(tick, 4);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.blocked = Math.max(seen.blocked, duration);
  }).observe({ type: 'longtask' });
  let frame;
  const onFrame = (time) => {
    if (frame !== undefined) seen.frameGap = Math.max(seen.frameGap, time - frame);
    frame = time;
    if (seen.stopped === undefined) requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  const ask = async (name, params, times) => {
    while (seen.stopped === undefined) {
      const start = performance.now();
      await window.sluice.request(name, params);
      times.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  void ask('appInfo', {}, seen.shell);
  void window.sluice.request('jobs', { limit: 1 }).then(({ result }) => ask('job', { jobId: result.jobs[0].jobId }, seen.engine));
  window.benchSeen = seen;
})()`;

const stopWatching = `(() => {
  const seen = window.benchSeen;
  seen.stopped = performance.now();
  return { ...seen, seconds: (seen.stopped - seen.started) / 1000 };
})()`;

interface Seen {
  readonly seconds: number;
  readonly blocked: number;
  readonly tooLong: number;
  readonly frameGap: number;
  readonly shell: readonly number[];
  readonly engine: readonly number[];
}

/** From the next press on the dialog's answer until the page says that the job is being cancelled, and that it is. */
const watchCancel = `new Promise((resolve) => {
  let pressed, shown;
  addEventListener('pointerup', (event) => {
    if (event.target.closest('[role=alertdialog]') !== null) pressed ??= performance.now();
  }, { capture: true });
  const look = () => {
    if (pressed === undefined) return;
    const now = performance.now();
    const states = [...document.querySelectorAll('section p.muted')].map((each) => each.textContent);
    const ended = document.querySelector('[role=status] .state-cancelled') !== null;
    if (ended || states.some((text) => text.endsWith('being cancelled'))) shown ??= now;
    if (!ended) return;
    observer.disconnect();
    resolve({ shown: shown - pressed, ended: now - pressed });
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
})`;

/** Long enough for the young and the old generations of everything to be collected some times. */
const longestWatch = 60;

const isEnough = `(document.querySelector('progress')?.value ?? 100) >= 50
  || performance.now() - window.benchSeen.started > ${longestWatch * 1000}`;

export async function measureBusy(folder: string, file: DataFile): Promise<Busy> {
  const home = join(folder, 'busy-home');
  await rm(home, { recursive: true, force: true });
  try {
    await using window = await openWindow(home);
    const { app, page } = window;
    await answerDialogs(app, { open: file.path });
    await page.getByRole('button', { name: 'Choose files' }).click();
    await page.getByRole('button', { name: /^Import about/ }).click();
    await page.getByText(/[1-9][\d,]* inserted/).waitFor();
    await page.evaluate(watch);
    const seen = await watchUntilNearEnd(page, () => pageMemory(app));
    const cancel = await cancelNow(page);
    return {
      megabytes: Math.round(file.bytes / 1e6),
      observedSeconds: seen.seconds,
      blocked: seen.blocked,
      blockedTooLong: seen.tooLong,
      longestFrameGap: seen.frameGap,
      ...(seen.pageMemory === undefined ? {} : { pageMemory: seen.pageMemory }),
      shellRoundTrip: summaryOf(seen.shell),
      engineRoundTrip: summaryOf(seen.engine),
      cancelShown: cancel.shown,
      cancelEnded: cancel.ended,
    };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Watches for a minute, or until half of a smaller file is done: it has to be running still when it is cancelled. */
async function watchUntilNearEnd(page: Page, memory: () => number | undefined): Promise<Watched> {
  const megabytes: number[] = [];
  // The page's own rules forbid what waitForFunction does, so it is asked twice a second.
  for await (const _ of setInterval(500)) {
    const now = memory();
    if (now !== undefined) megabytes.push(now);
    if (await page.evaluate(isEnough)) break;
  }
  // It is an object of the page's own making.
  const seen = (await page.evaluate(stopWatching)) as Seen;
  const [start] = megabytes;
  if (start === undefined) return seen;
  return { ...seen, pageMemory: { start, most: Math.max(...megabytes), end: megabytes.at(-1) ?? start } };
}

interface Watched extends Seen {
  readonly pageMemory?: NonNullable<Busy['pageMemory']>;
}

/** Resident memory of the process that draws the page; the only one of its kind, as there is one window. */
function pageMemory(app: ElectronApplication): number | undefined {
  const pid = app.process().pid;
  const types = pid === undefined ? undefined : memoryByType(pid);
  return types?.find(({ type }) => type === 'renderer')?.residentMegabytes;
}

async function cancelNow(page: Page): Promise<{ readonly shown: number; readonly ended: number }> {
  const cancelled = page.evaluate(watchCancel);
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await page.getByRole('button', { name: 'Keep what was written' }).click();
  // See above.
  return (await cancelled) as { shown: number; ended: number };
}

function summaryOf(times: readonly number[]) {
  return { median: median(times), most: Math.max(...times), count: times.length };
}
