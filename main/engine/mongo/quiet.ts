import { setTimeout as delay } from 'node:timers/promises';
import { hasRunningOperations, type Workplace } from './documents.ts';

/** Milliseconds between looks. */
const interval = 100;

/**
 * Waits until the server runs no operation of the job any more: a killed client's last writes may still be under way,
 * and reading before they are in would miss them.
 */
export async function untilQuiet(place: Workplace, signal: AbortSignal): Promise<void> {
  while (await hasRunningOperations(place)) await delay(interval, undefined, { signal });
}
