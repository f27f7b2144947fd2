/** What the Settings screen says. */
import type * as english from '../en/settings.ts';
import { number } from './words.ts';

export const settings: typeof english.settings = {
  title: 'Einstellungen',
  look: 'Erscheinungsbild',
  theme: 'Farben',
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  language: 'Sprache',
  languages: { system: 'Wie das System', en: 'English', de: 'Deutsch' },
  notifications: 'Sagen, wenn ein Auftrag zu Ende ist',
  notificationsHint: 'Mit einer Mitteilung des Systems, während ein anderes Fenster vorn ist.',
  limits: 'Grenzen und Platz',
  maxSize: 'Größte Datei für einen Import, in MB',
  maxSizeHint: 'Leer: keine Grenze.',
  journalDays: 'Tage, die zum Rückgängigmachen aufgehoben wird',
  journalDaysHint:
    'Leer: bis Sie es im Verlauf freigeben. Aufträge, die sich fortsetzen lassen, bleiben unberührt.',
  tempFolder: 'Ordner für vorübergehende Dateien',
  tempFolderHint:
    'Für Kopien von Dateien, die gelesen werden, solange ein Auftrag sie braucht. Gilt ab dem nächsten Start.',
  notNumber: (least, most) =>
    most === undefined
      ? `Das muss eine Zahl ${least > 0 ? `ab ${number(least)}` : 'über 0'} sein.`
      : `Das muss eine Zahl von ${number(least)} bis ${number(most)} sein.`,
  automatic: 'Wählt Sluice',
  choose: 'Auswählen …',
  chooseOf: (label) => `Auswählen: ${label}`,
  reset: 'Zurücksetzen',
  resetOf: (label) => `Zurücksetzen: ${label}`,
  localServer: {
    title: 'MongoDB auf diesem Computer',
    state: 'Zustand',
    running: (version) => (version === undefined ? 'läuft' : `läuft, ${version}`),
    stopped: 'läuft nicht',
    size: 'Größe auf der Festplatte',
    place: 'Datenordner',
    uri: 'Adresse',
    program: 'Programm',
    programHint: 'Das mongod, das laufen soll. Sonst nimmt Sluice das im PATH, oder holt eines.',
    folder: 'Ordner für seine Daten',
    folderHint:
      'Sluice legt darin einen eigenen an, oder nimmt ihn, wie er ist, wenn er Daten einer MongoDB enthält. Nichts wird verschoben: In einem anderen Ordner sind andere Datenbanken.',
    port: 'Port',
    portHint: 'Leer: irgendein freier.',
    cache: 'Zwischenspeicher, in MB',
    cacheHint: 'Leer: 1.024 MB.',
    nextStart: 'Änderungen hier gelten, wenn Sluice das nächste Mal startet.',
  },
  privacy: 'Privatsphäre',
  telemetry:
    'Sluice schickt niemandem etwas: keine Telemetrie, keine Absturzberichte, keine Suche nach Aktualisierungen. Es spricht mit den Servern, mit denen Sie sich verbinden, und einmal mit der Download-Seite von MongoDB, wenn es sein eigenes MongoDB holen muss.',
  version: (name, version) => `${name} ${version}`,
};
