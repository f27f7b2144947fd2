/** What the sidebar, the strip of jobs and the list of shortcuts say. */
import type * as english from '../en/shell.ts';
import { counted, number } from './words.ts';

export const connections: typeof english.connections = {
  region: 'Server',
  title: 'Verbindungen',
  local: 'Dieser Computer',
  server: 'Server',
  search: 'Collection suchen',
  loading: 'Wird geladen …',
  noAnswer: 'Keine Antwort',
  empty: 'Noch nichts darin',
  moreCollections: (count) => `${number(count)} weitere: suchen Sie danach`,
  menu: 'Verbindungen verwalten',
  add: 'Verbindung hinzufügen …',
  refresh: 'Neu lesen',
  editOf: (name) => `${name} bearbeiten …`,
  removeOf: (name) => `${name} entfernen …`,
  remove: 'Entfernen',
  removeTitle: (name) => `${name} entfernen?`,
  removeBody:
    'Die Adresse und das gesicherte Passwort werden vergessen. Auf dem Server ändert sich nichts. Um einen Import rückgängig zu machen, der dorthin ging, müssen Sie die Verbindung wieder hinzufügen.',
  addTitle: 'Eine Verbindung hinzufügen',
  editTitle: 'Die Verbindung bearbeiten',
  name: 'Name',
  uri: 'Adresse',
  uriHint: 'mongodb://user@host:27017/ oder mongodb+srv://user@cluster.example.net/',
  password: 'Passwort',
  passwordHint: 'Bleibt im Schlüsselbund dieses Computers und wird nie wieder gezeigt.',
  passwordKept: 'Ein Passwort ist gesichert. Tippen Sie ein anderes, um es zu ersetzen.',
  test: 'Testen',
  testing: 'Wird getestet …',
  save: 'Sichern',
  answered: (version, topology, milliseconds) =>
    `MongoDB ${version} antwortet: ${topology}, ${number(Math.round(milliseconds))} ms entfernt.`,
  topologies: {
    standalone: 'ein einzelner Server',
    'replica-set': 'ein Replica-Set',
    sharded: 'ein Sharded Cluster',
  },
};

export const strip: typeof english.strip = {
  region: 'Laufende Aufträge',
  progressOf: (title) => `Fortschritt von ${title}`,
  left: (duration) => `noch ${duration}`,
  show: 'Zeigen',
  showOf: (title) => `${title} zeigen`,
  more: (count) => `und ${counted(count, 'weiterer Auftrag', 'weitere Aufträge')}`,
};

export const shortcuts: typeof english.shortcuts = {
  title: 'Tastenkürzel',
  close: 'Schließen',
  groups: {
    files: {
      title: 'Dateien',
      keys: [
        { key: 'Ctrl+O', what: 'Dateien für den Import auswählen' },
        { key: 'Ctrl+V', what: 'Kopierte Pfade übernehmen' },
        { key: 'Ctrl+E', what: 'Eine Collection exportieren' },
      ],
    },
    view: {
      title: 'Ansicht',
      keys: [
        { key: 'Ctrl+1', what: 'Import' },
        { key: 'Ctrl+2', what: 'Export' },
        { key: 'Ctrl+3', what: 'Collections' },
        { key: 'Ctrl+4', what: 'Verlauf' },
        { key: 'Ctrl+,', what: 'Einstellungen' },
        { key: 'Ctrl++', what: 'Größer' },
        { key: 'Ctrl+-', what: 'Kleiner' },
        { key: 'Ctrl+0', what: 'Wie zuvor' },
        { key: '?', what: 'Diese Liste' },
      ],
    },
    lists: {
      title: 'Listen und Felder',
      keys: [
        { key: 'Tab', what: 'Zum nächsten Feld oder zur nächsten Liste' },
        { key: '↑ ↓', what: 'Von Zeile zu Zeile' },
        { key: '← →', what: 'Einen Zweig zu- und aufklappen' },
        { key: 'Enter', what: 'Öffnen oder drücken' },
        { key: 'Esc', what: 'Schließen, was obenauf liegt' },
      ],
    },
  },
};
