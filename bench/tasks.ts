/** The rows of the table, each with those who are asked to do it. */
import { exportTask, importTask, updateTask } from './database-tasks.ts';
import { taskNames } from './bars.ts';
import { intakeTask } from './intake/task.ts';
import { inspectTask } from './inspect.ts';
import type { Task } from './task.ts';

export const tasks: readonly Task[] = [
  importTask('json', taskNames.envelope),
  importTask('array', taskNames.array),
  importTask('jsonl', taskNames.lines),
  importTask('csv', taskNames.csv),
  updateTask(),
  exportTask('json', taskNames.exportEnvelope),
  exportTask('jsonl', taskNames.exportLines),
  exportTask('csv', taskNames.exportCsv),
  intakeTask(),
  inspectTask(),
];
