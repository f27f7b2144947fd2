/** Where the window was, and how large, when it was closed last. */
import { screen, type BrowserWindow, type Rectangle } from 'electron';
import * as z from 'zod';
import { readState, writeState } from './state-file.ts';

export interface WindowState extends Partial<Rectangle> {
  readonly width: number;
  readonly height: number;
  readonly isMaximized: boolean;
}

const smallest = { width: 720, height: 480 };
const usual: WindowState = { width: 1200, height: 800, isMaximized: false };

const stateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(smallest.width),
  height: z.int().min(smallest.height),
  isMaximized: z.boolean(),
});

/** What was kept, where a display still shows enough of it. */
export async function readWindowState(path: string): Promise<WindowState> {
  const read = stateSchema.safeParse(await readState(path));
  if (!read.success || !isVisible(read.data)) return usual;
  return read.data;
}

/** Keeps where the window is, when it is closed. */
export function keepWindowState(window: BrowserWindow, path: string): void {
  window.on('close', () => {
    const isMaximized = window.isMaximized();
    // A window that cannot be kept opens where it usually does.
    writeState(path, { ...window.getNormalBounds(), isMaximized }).catch(() => undefined);
  });
}

const leastShown = 100;

function isVisible({ x, y, width, height }: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const shownWidth = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x);
    const shownHeight = Math.min(y + height, workArea.y + workArea.height) - Math.max(y, workArea.y);
    return shownWidth >= leastShown && shownHeight >= leastShown;
  });
}

export const smallestWindow = smallest;
