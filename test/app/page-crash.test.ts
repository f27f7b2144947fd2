/**
 * A page that dies. Not with the driver of the other tests: what holds on to a page that died can hold up the one
 * that follows it, so here nothing is attached while it dies.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { setInterval } from 'node:timers/promises';
import { chromium, type Browser } from 'playwright-core';
import { writeSample } from '../../main/engine/sample-data/sample.ts';
import { pagePids } from './processes.ts';
import { shellArguments, shellEnvironment, shellPath } from './support.ts';

interface LooseApp {
  /** Of its main process. */
  readonly pid: number;
  /** Where it can be attached to. */
  readonly address: string;
}

/** Starts the app with a file to open; it can be attached to, and let go again. */
async function startLoose(t: TestContext, home: string, file: string): Promise<LooseApp> {
  const child = spawn(shellPath(), [...shellArguments, '--remote-debugging-port=0', file], {
    env: shellEnvironment(home),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  for await (const line of createInterface(child.stderr)) {
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stderr.resume();
    assert.ok(child.pid);
    return { pid: child.pid, address };
  }
  throw new Error('The app said nothing of where it listens.');
}

async function attached<T>(address: string, work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  try {
    return await work(browser);
  } finally {
    // Lets go of the app; it runs on.
    await browser.close();
  }
}

async function pageOf(browser: Browser) {
  const [context] = browser.contexts();
  assert.ok(context);
  return context.pages()[0] ?? (await context.waitForEvent('page'));
}

/** The process that draws the page, and is not `dead`. */
async function drawingProcess(main: number, dead?: number): Promise<number> {
  for await (const _ of setInterval(50, undefined, { signal: AbortSignal.timeout(30_000) })) {
    const pid = pagePids(main).find((found) => found !== dead);
    if (pid !== undefined) return pid;
  }
  throw new Error('Nothing draws the page.');
}

test('a page that dies is read again and shows the job, which went on', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'sluice app-'));
  t.after(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const path = join(home, 'large.jsonl');
  const { records } = await writeSample({ path, bytes: 400_000_000, format: 'jsonl' });
  const { pid, address } = await startLoose(t, home, path);
  await attached(address, async (browser) => {
    const page = await pageOf(browser);
    await page.getByRole('button', { name: /^Import about/ }).click();
    await page.getByText(/[1-9][\d,]* inserted/).waitFor();
  });
  const dead = await drawingProcess(pid);
  process.kill(dead, 'SIGKILL');
  await drawingProcess(pid, dead);
  await attached(address, async (browser) => {
    const page = await pageOf(browser);
    const summary = page.getByRole('status', { name: 'Job summary' });
    const count = new Intl.NumberFormat('en').format(records);
    await summary.getByText(`${count} inserted`, { exact: true }).waitFor({ timeout: 60_000 });
    assert.match(await summary.innerText(), /completed/);
  });
});
