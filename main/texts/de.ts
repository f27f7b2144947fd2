/** What menus, dialogs and notifications say, in German. */
import type { ShellTexts } from './en.ts';

export const de: ShellTexts = {
  menu: {
    file: '&Datei',
    import: 'Importieren …',
    recent: 'Zuletzt verwendet',
    clearRecent: 'Liste leeren',
    export: 'Exportieren …',
    settings: 'Einstellungen …',
    view: '&Ansicht',
    screens: { import: 'Import', export: 'Export', browse: 'Collections', history: 'Verlauf' },
    help: '&Hilfe',
    shortcuts: 'Tastenkürzel',
    logs: 'Protokolle zeigen',
  },
  dialogs: {
    chooseFiles: 'Dateien zum Importieren auswählen',
    records: 'Datensätze',
    allFiles: 'Alle Dateien',
    chooseFolder: 'Ordner auswählen',
    chooseProgram: 'Programm mongod auswählen',
    text: 'Text',
  },
  quit: {
    message: (count) => (count === 1 ? 'Ein Auftrag läuft noch.' : `${count} Aufträge laufen noch.`),
    detail:
      'Ein Import, der angehalten wird, behält, was er geschrieben hat. Im Verlauf lässt er sich fortsetzen oder rückgängig machen.',
    stay: 'Weiterlaufen lassen',
    quit: 'Anhalten und beenden',
  },
  crashed: {
    message: 'Das Fenster hat wieder versagt.',
    detail: 'Aufträge laufen ohne es weiter.',
    reload: 'Noch einmal öffnen',
    quit: 'Beenden',
  },
  ended: {
    completed: {
      import: 'Import abgeschlossen',
      export: 'Export abgeschlossen',
      'dry-run': 'Prüfung abgeschlossen',
      verify: 'Vergleich abgeschlossen',
    },
    undone: 'Import rückgängig gemacht',
    failed: 'Ein Auftrag ist fehlgeschlagen',
  },
};
