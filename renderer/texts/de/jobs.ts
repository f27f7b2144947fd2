/** What is said of jobs that run or have ended. */
import type * as english from '../en/jobs.ts';
import { counted, documents, number, records, toDocuments } from './words.ts';

export const job: typeof english.job = {
  progress: 'Fortschritt des Auftrags',
  summary: 'Ergebnis des Auftrags',
  cancel: 'Auftrag abbrechen',
  pause: 'Pause',
  resume: 'Fortsetzen',
  resumeOf: (name) => `Import von ${name} fortsetzen`,
  undo: 'Import rückgängig machen',
  undoOf: (name) => `Import von ${name} rückgängig machen`,
  saveRejects: 'Zurückgewiesene sichern …',
  rejectsSaved: (count, path) =>
    `${counted(count, 'zurückgewiesener Datensatz', 'zurückgewiesene Datensätze')} gesichert in ${path}`,
  showInFolder: 'Im Ordner zeigen',
  openFile: 'Öffnen',
  dragOut: 'Aus dem Fenster ziehen',
  openRejects: 'Zurückgewiesene öffnen',
  showCollection: 'Collection zeigen',
  copyReport: 'Bericht kopieren',
  reportCopied: 'Der Bericht ist in der Zwischenablage.',
  saveReport: 'Bericht sichern …',
  reportSaved: (path) => `Bericht gesichert in ${path}`,
  again: 'Noch einmal ausführen',
  compare: 'Mit der Collection vergleichen',
  counts: 'Zählung',
  records: (current) => records(current),
  recordsOf: (current, total) => `${number(current)} von ${number(total)}`,
  labels: {
    records: 'Datensätze',
    speed: 'Tempo',
    throughput: 'Durchsatz',
    timeLeft: 'Noch',
    memory: 'Speicher',
    undo: 'Zum Rückgängigmachen',
  },
  recordsPerSecond: (rate) => `${number(Math.round(rate))} Datensätze/s`,
  unknownTime: 'noch nicht bekannt',
  waiting: 'MongoDB antwortet nicht.',
  waitingHint:
    'Nichts ist verloren. Der Auftrag geht von selbst weiter, sobald MongoDB wieder da ist; nach zehn Minuten macht er Pause, und Sie können ihn fortsetzen.',
  pausedHint:
    'Der Auftrag macht Pause, wo er war. Wenn der Grund behoben ist, geht es mit „Fortsetzen“ von dort weiter.',
};

export const cancelling: typeof english.cancelling = {
  title: 'Diesen Import abbrechen?',
  written: (count) => `${documents(count)} ${count === 1 ? 'wurde' : 'wurden'} bisher geschrieben.`,
  keepHint:
    'Werden sie behalten, bleiben sie, und Sie können den Import später fortsetzen oder rückgängig machen.',
  backHint: 'Werden sie zurückgenommen, ist die Collection wie vor dem Import.',
  cannotUndo: 'Sie bleiben und lassen sich nicht rückgängig machen: dieser Import hebt dafür nichts auf.',
  keep: 'Geschriebenes behalten',
  takeBack: 'Zurücknehmen',
  goOn: 'Weiter importieren',
};

export const undoing: typeof english.undoing = {
  blockedTitle: 'Neuere Importe stehen im Weg',
  blocked: (title) =>
    `Rückgängigmachen von ${title} beträfe Dokumente, die diese Importe später geändert haben; sie müssen zuerst rückgängig gemacht werden:`,
  newer: 'Neuere Importe',
  undoToo: 'Auch diese rückgängig machen',
  leave: 'Alles lassen, wie es ist',
  restoreKept: 'Auch diese wiederherstellen …',
  restoreTitle: 'Wiederherstellen, was seither geändert wurde?',
  restoreBody: (count) =>
    `${documents(count)} ${count === 1 ? 'wurde' : 'wurden'} nach dem Import von jemandem geändert. ` +
    `Wiederherstellen macht ${count === 1 ? 'es' : 'sie'} wie vor dem Import; diese späteren Änderungen gehen verloren.`,
  restore: 'Wiederherstellen und diese Änderungen verlieren',
};

export const pruning: typeof english.pruning = {
  kept: (bytes) => `${bytes} zum Rückgängigmachen`,
  space: (bytes) => `${bytes} auf der Festplatte`,
  total: (bytes) => `Rückgängigmachen und Prüfungen belegen ${bytes} auf diesem Computer.`,
  forgetUndo: 'Rückgängigmachen vergessen',
  forgetUndoOf: (name) => `Rückgängigmachen des Imports von ${name} vergessen`,
  forget: 'Platz freigeben',
  forgetOf: (name) => `Platz von ${name} freigeben`,
  undoTitle: 'Vergessen, wie dieser Import rückgängig gemacht wird?',
  undoBody: (title, bytes) =>
    `${title} lässt sich nicht mehr rückgängig machen oder fortsetzen, und zurückgewiesene Datensätze lassen sich nicht mehr sichern. ${bytes} werden frei. Die Collection bleibt, wie sie ist.`,
  title: 'Einzelheiten dieses Auftrags vergessen?',
  body: (title, bytes) =>
    `${title} bleibt mit seiner Zählung im Verlauf, ohne die Einzelheiten, die er fand. ${bytes} werden frei.`,
  confirmUndo: 'Vergessen',
  confirm: 'Freigeben',
};

export const dialog: typeof english.dialog = { back: 'Zurück' };

export const phases: typeof english.phases = {
  preparing: 'Vorbereiten',
  staging: 'Datei kopieren',
  importing: 'Importieren',
  removing: 'Entfernen, was nicht in der Datei steht',
  'reading-back': 'Zurücklesen',
  exporting: 'Exportieren',
  comparing: 'Vergleichen',
  undoing: 'Rückgängig machen',
  finishing: 'Abschließen',
};

export const operations: typeof english.operations = {
  import: 'Import',
  export: 'Export',
  'dry-run': 'Prüfung, nichts geschrieben',
  verify: 'Vergleich, nichts geschrieben',
  undo: 'Rückgängigmachen',
};

export const states: typeof english.states = {
  queued: 'wartet',
  running: 'läuft',
  paused: 'macht Pause',
  'waiting-for-database': 'wartet auf die Datenbank',
  cancelling: 'wird abgebrochen',
  cancelled: 'abgebrochen',
  interrupted: 'unterbrochen',
  failed: 'fehlgeschlagen',
  completed: 'abgeschlossen',
  undoing: 'wird rückgängig gemacht',
  undone: 'rückgängig gemacht',
};

export const counts: typeof english.counts = {
  read: 'gelesen',
  inserted: 'eingefügt',
  updated: 'aktualisiert',
  unchanged: 'unverändert',
  skipped: 'übersprungen',
  rejected: 'zurückgewiesen',
  exported: 'exportiert',
  deleted: 'gelöscht',
  restored: 'wiederhergestellt',
  kept: 'belassen',
  removed: 'entfernt',
  new: 'neu',
  identical: 'gleich',
  differing: 'abweichend',
  duplicates: 'doppelt',
  invalid: 'ungültig',
  same: 'gleich',
  missing: 'fehlend',
  extra: 'überzählig',
  different: 'anders',
};

export const summary: typeof english.summary = {
  addsUp: (of) =>
    `${number(of.read)} gelesen = ${number(of.inserted)} eingefügt + ` +
    `${number(of.updated)} aktualisiert + ${number(of.unchanged)} unverändert + ` +
    `${number(of.skipped)} übersprungen + ${number(of.rejected)} zurückgewiesen`,
  removed: (count) =>
    `${documents(count)}, die nicht in den Dateien ${count === 1 ? 'steht, wurde' : 'stehen, wurden'} entfernt.`,
  took: (bytes, seconds) => `${bytes} in ${seconds}`,
  undo: 'Die Collection ist wie vor dem Import.',
  undoKept: (count) =>
    `${documents(count)} ${count === 1 ? 'wurde' : 'wurden'} seit dem Import geändert und so gelassen.`,
  keptIds: 'Belassene Ids',
  nothingWritten: 'Nichts wurde geschrieben.',
  allSame: 'Die Collection enthält, was die Dateien sagen, und sonst nichts.',
  verified: (missing, extra, different) =>
    `Die Collection ist nicht, was die Dateien sagen: ${records(missing)} ohne Dokument (fehlend), ` +
    `${documents(extra)} ohne Datensatz (überzählig), ${number(different)} anders.`,
  readBack: (checked) =>
    `${documents(checked)} zurückgelesen: ${checked === 1 ? 'es ist' : 'alle sind'}, was geschrieben wurde.`,
  readBackDiffers: (checked, different) =>
    `${documents(checked)} zurückgelesen: ${number(different)} ${different === 1 ? 'ist' : 'sind'} nicht, was geschrieben wurde. Jemand hat sie inzwischen geändert, oder sie gingen verloren.`,
  changedSincePlan: (count) =>
    `Zwischen Prüfung und Import hat sich etwas an ${toDocuments(count)} geändert; darüber entschied die Regel.`,
  cannotUndo: 'Dieser Import lässt sich nicht rückgängig machen: was dazu nötig ist, wurde nicht aufgehoben.',
  forgotten: 'Dieser Import lässt sich nicht mehr rückgängig machen: was dazu nötig ist, wurde vergessen.',
  suggestion: (policy, reason) => `Vorgeschlagene Regel: ${policy}. ${reason}`,
  exported: (count) => `${documents(count)} exportiert`,
  path: 'Datei',
  sha256: 'SHA-256',
  files: 'Dateien',
  warnings: 'Gut zu wissen',
};

export const plot: typeof english.plot = {
  label: 'Tempo im Verlauf der Zeit',
  records: 'Datensätze/s',
  megabytes: 'MB/s',
};

export const log: typeof english.log = {
  title: 'Was geschah',
  rejected: 'Der erste Datensatz wurde zurückgewiesen',
  state: (state) => `Der Auftrag: ${state}`,
};
