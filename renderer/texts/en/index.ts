/** Every text of the window in English; those of the longer screens are in files beside this one. */
import * as ofBrowsing from './browse.ts';
import { exportTexts, filter } from './export.ts';
import * as ofImport from './import.ts';
import * as ofJobs from './jobs.ts';
import * as ofSettings from './settings.ts';
import * as ofShell from './shell.ts';
import { number } from './words.ts';

export const en = {
  app: 'Sluice',
  navigation: 'Sections',
  screens: {
    import: 'Import',
    export: 'Export',
    browse: 'Collections',
    history: 'History',
    settings: 'Settings',
  },

  engine: {
    starting: 'The engine is starting.',
    restarting:
      'The engine stopped and is being restarted. A job that was running can then be resumed, or undone.',
    settingUp: (step: string, percentage?: number) =>
      percentage === undefined ? `${step} …` : `${step} … ${Math.round(percentage)} %`,
  },

  ...ofBrowsing,
  export: exportTexts,
  filter,
  ...ofImport,
  ...ofJobs,
  ...ofSettings,
  ...ofShell,

  history: {
    title: 'History',
    empty: 'Nothing has been imported or exported yet.',
    nothingFits: 'No job fits that.',
    list: 'Jobs',
    loading: 'Loading…',
    back: 'All jobs',
    search: 'Search files and collections',
    kind: 'Kind',
    state: 'State',
    kinds: {
      all: 'All kinds',
      import: 'Imports',
      export: 'Exports',
      'dry-run': 'Checks',
      verify: 'Comparisons',
    },
    states: {
      all: 'All states',
      active: 'Running',
      completed: 'Completed',
      undone: 'Undone',
      stopped: 'Stopped',
      failed: 'Failed',
    },
    import: (file: string, target: string) => `${file} into ${target}`,
    export: (target: string, file: string) => `${target} to ${file}`,
    'dry-run': (file: string, target: string) => `${file} checked for ${target}`,
    verify: (file: string, target: string) => `${file} compared with ${target}`,
    files: (count: number) => `${number(count)} files`,
    standardInput: 'standard input',
    someFile: 'a file',
  },
};
