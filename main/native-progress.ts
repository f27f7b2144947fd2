/** What the system shows of running jobs: progress on the icon, no sleep meanwhile, word of the end. */
import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron';
import type { JobResult } from '../preload/contract.ts';
import type { RunningJobs } from './running-jobs.ts';
import type { ShellTexts } from './texts/en.ts';

const noProgress = -1;

/** Keeps the icon and the computer's sleep in step with the jobs; call it whenever they changed. */
export function nativeProgress(jobs: () => RunningJobs): (window: BrowserWindow | undefined) => void {
  let blocker: number | undefined;
  return (window) => {
    const share = jobs().share();
    if (window !== undefined && !window.isDestroyed()) window.setProgressBar(share ?? noProgress);
    if (share !== undefined) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
  };
}

/** Says that a job has ended; `onClick` brings the window. Nothing is said of what the user stopped. */
export function notifyOfEnd(result: JobResult, texts: ShellTexts, onClick: () => void): void {
  const title = titleOf(result, texts);
  if (title === undefined || !Notification.isSupported()) return;
  const { target, error } = result;
  const notification = new Notification({
    title,
    body: error?.message ?? `${target.db}.${target.collection}`,
  });
  notification.on('click', onClick);
  notification.show();
}

function titleOf({ state, kind }: JobResult, { ended }: ShellTexts): string | undefined {
  if (state === 'completed') return ended.completed[kind];
  if (state === 'undone') return ended.undone;
  return state === 'failed' ? ended.failed : undefined;
}
