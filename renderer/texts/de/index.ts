/** Every text of the window in German. */
import type { en } from '../en/index.ts';
import * as ofBrowsing from './browse.ts';
import { exportTexts, filter } from './export.ts';
import * as ofImport from './import.ts';
import * as ofJobs from './jobs.ts';
import * as ofSettings from './settings.ts';
import * as ofShell from './shell.ts';
import { number } from './words.ts';

export const de: typeof en = {
  app: 'Sluice',
  navigation: 'Bereiche',
  screens: {
    import: 'Import',
    export: 'Export',
    browse: 'Collections',
    history: 'Verlauf',
    settings: 'Einstellungen',
  },

  engine: {
    starting: 'Die Engine startet.',
    restarting:
      'Die Engine blieb stehen und wird neu gestartet. Ein Auftrag, der lief, lässt sich dann fortsetzen oder rückgängig machen.',
    settingUp: (step, percentage) =>
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
    title: 'Verlauf',
    empty: 'Noch wurde nichts importiert oder exportiert.',
    nothingFits: 'Kein Auftrag passt dazu.',
    list: 'Aufträge',
    loading: 'Wird geladen …',
    back: 'Alle Aufträge',
    search: 'Dateien und Collections suchen',
    kind: 'Art',
    state: 'Zustand',
    kinds: {
      all: 'Alle Arten',
      import: 'Importe',
      export: 'Exporte',
      'dry-run': 'Prüfungen',
      verify: 'Vergleiche',
    },
    states: {
      all: 'Alle Zustände',
      active: 'Laufend',
      completed: 'Abgeschlossen',
      undone: 'Rückgängig gemacht',
      stopped: 'Angehalten',
      failed: 'Fehlgeschlagen',
    },
    import: (file, target) => `${file} nach ${target}`,
    export: (target, file) => `${target} in ${file}`,
    'dry-run': (file, target) => `${file} geprüft für ${target}`,
    verify: (file, target) => `${file} verglichen mit ${target}`,
    files: (count) => `${number(count)} Dateien`,
    standardInput: 'Standardeingabe',
    someFile: 'eine Datei',
  },
};
