/** What menus, dialogs and notifications say. */
import type { JobKind } from '../../preload/contract.ts';

export const en = {
  menu: {
    file: '&File',
    import: 'Import…',
    recent: 'Open Recent',
    clearRecent: 'Clear List',
    export: 'Export…',
    settings: 'Settings…',
    view: '&View',
    screens: { import: 'Import', export: 'Export', browse: 'Collections', history: 'History' },
    help: '&Help',
    shortcuts: 'Keyboard Shortcuts',
    logs: 'Show Logs',
  },
  dialogs: {
    chooseFiles: 'Choose files to import',
    records: 'Records',
    allFiles: 'All files',
    chooseFolder: 'Choose a folder',
    chooseProgram: 'Choose the mongod program',
    text: 'Text',
  },
  quit: {
    message: (count: number) =>
      count === 1 ? 'A job is still running.' : `${count} jobs are still running.`,
    detail:
      'An import that is stopped keeps what it has written. It can be resumed or undone from the history.',
    stay: 'Keep Running',
    quit: 'Stop and Quit',
  },
  crashed: {
    message: 'The window stopped working again.',
    detail: 'Jobs go on without it.',
    reload: 'Open It Again',
    quit: 'Quit',
  },
  ended: {
    completed: {
      import: 'Import completed',
      export: 'Export completed',
      'dry-run': 'Check completed',
      verify: 'Comparison completed',
    } satisfies Record<JobKind, string>,
    undone: 'Import undone',
    failed: 'A job failed',
  },
};

export type ShellTexts = typeof en;
