/** How long it takes from the start of the app until its window shows the history. */
import type { Page } from 'playwright-core';
import { median } from '../report.ts';
import { memoryByType } from './processes.ts';
import type { ProcessMemory, Start } from './report.ts';
import { openWindow } from './window.ts';

/** Presses the tab as soon as it is there, and says when that was and when there were rows, or that there are none. */
const openHistory = `new Promise((resolve) => {
  let pressed;
  const look = () => {
    const tab = [...document.querySelectorAll('[role=tab]')].find((each) => each.textContent === 'History');
    if (tab !== undefined && pressed === undefined) {
      pressed = Date.now();
      tab.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0, pointerType: 'mouse' }));
      tab.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, button: 0, pointerType: 'mouse' }));
      tab.click();
    }
    const empty = [...document.querySelectorAll('[role=tabpanel] .placeholder')].some(
      (each) => each.textContent === 'Nothing has been imported or exported yet.',
    );
    const rows = document.querySelectorAll('[role=grid].history-list [role=row]').length;
    if (pressed !== undefined && (EXPECT_ROWS ? rows > 0 : empty))
      // Two frames later it is on the screen.
      requestAnimationFrame(() => requestAnimationFrame(() => resolve({ pressed, shown: Date.now(), rows })));
    else setTimeout(look, 5);
  };
  look();
})`;

const firstPaint = `(() => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0] ?? performance.getEntriesByType('paint')[0];
  return performance.timeOrigin + (paint?.startTime ?? NaN);
})()`;

/** The list, and for how long its arrival keeps the page's thread from everything else. */
const askForList = `(async () => {
  // Long tasks as the browser counts them leave out what comes through the bridge: a timer sees all.
  let blocked = 0;
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    blocked = Math.max(blocked, now - last - 4);
    last = now;
  };
  const timer = setInterval(tick, 4);
  const start = performance.now();
  const answer = await window.sluice.request('jobs', { limit: 100 });
  const took = performance.now() - start;
  await new Promise((resolve) => setTimeout(resolve, 100));
  clearInterval(timer);
  return { took, blocked, jobs: answer.result.jobs.length + answer.result.more };
})()`;

interface List {
  readonly took: number;
  readonly blocked: number;
  readonly jobs: number;
}

export interface Started {
  readonly start: Start;
  readonly idle: readonly ProcessMemory[] | undefined;
}

/** Starts the app `rounds` times on this home, which has so many jobs; medians. */
export async function measureStarts(home: string, jobs: number, rounds: number): Promise<Started> {
  const starts: Start[] = [];
  let idle: readonly ProcessMemory[] | undefined;
  for (let round = 0; round < rounds; round++) {
    await using window = await openWindow(home);
    const { page, startedAt, app } = window;
    // The page says these itself.
    const shown = (await page.evaluate(openHistory.replace('EXPECT_ROWS', String(jobs > 0)))) as {
      pressed: number;
      shown: number;
    };
    const paintedAt = Number(await page.evaluate(firstPaint));
    const list = await quickestList(page, jobs);
    starts.push({
      jobs,
      firstPaint: paintedAt - startedAt,
      history: shown.shown - startedAt,
      listAnswer: list.took,
      listBlocked: list.blocked,
      openHistory: shown.shown - shown.pressed,
    });
    const pid = app.process().pid;
    if (pid !== undefined && round === rounds - 1) idle = memoryByType(pid);
  }
  const middle = (value: (start: Start) => number) => median(starts.map(value));
  const start = {
    jobs,
    firstPaint: middle((each) => each.firstPaint),
    history: middle((each) => each.history),
    listAnswer: middle((each) => each.listAnswer),
    listBlocked: middle((each) => each.listBlocked),
    openHistory: middle((each) => each.openHistory),
  };
  return { start, idle };
}

/** The list once more, when nothing else is going on: the quickest of three. */
async function quickestList(page: Page, jobs: number): Promise<List> {
  const lists: List[] = [];
  for (let count = 0; count < 3; count++) {
    // It is an object of the page's own making.
    const list = (await page.evaluate(askForList)) as List;
    if (list.jobs !== jobs) throw new Error(`The window knows ${list.jobs} of ${jobs} jobs.`);
    lists.push(list);
  }
  return lists.reduce((best, list) => (list.took < best.took ? list : best));
}
