import { SluiceError } from '../api/errors.ts';
import type { JobState } from '../api/jobs.ts';

/** The one table of what may follow what. */
const transitions: Readonly<Record<JobState, readonly JobState[]>> = {
  queued: ['running', 'cancelled', 'interrupted', 'failed'],
  running: [
    'paused',
    'waiting-for-database',
    'cancelling',
    'cancelled',
    'interrupted',
    'failed',
    'completed',
    'undoing',
  ],
  paused: ['running', 'cancelled', 'undoing'],
  'waiting-for-database': [
    'running',
    'paused',
    'cancelling',
    'cancelled',
    'interrupted',
    'failed',
    'undoing',
    'undone',
  ],
  cancelling: ['cancelled', 'interrupted', 'failed', 'completed', 'undoing', 'undone'],
  cancelled: ['running', 'undoing'],
  interrupted: ['running', 'undoing'],
  failed: ['running', 'undoing'],
  completed: ['undoing'],
  undoing: ['undone', 'paused', 'waiting-for-database', 'cancelling', 'cancelled', 'interrupted', 'failed'],
  // Undone with documents kept: --force may undo once more.
  undone: ['undoing'],
};

/** States in which somebody works on the job, and must hold its owner lock. */
export const activeStates: readonly JobState[] = [
  'queued',
  'running',
  'waiting-for-database',
  'cancelling',
  'undoing',
];

/** States from which a job can go on where it stopped. */
export const resumableStates: readonly JobState[] = ['interrupted', 'paused', 'cancelled', 'failed'];

/** States from which a job's work can be taken back. */
export const undoableStates: readonly JobState[] = [
  'completed',
  'failed',
  'cancelled',
  'interrupted',
  'paused',
  'undone',
];

/** Throws `job-state` when a job in `from` cannot become `to`. */
export function checkTransition(jobId: string, from: JobState, to: JobState): void {
  if (!transitions[from].includes(to)) throw new SluiceError('job-state', { jobId, state: from, action: to });
}
