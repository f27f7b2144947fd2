/** What the Import screen says until the import starts. */
import type { Compression, Shape } from '../../../preload/contract.ts';
import type * as english from '../en/import.ts';
import { counted, documents, files as countedFiles, number, plural, shaped } from './words.ts';

export const drop: typeof english.drop = {
  region: 'Ablagefläche',
  title: 'Dateien hierher ziehen',
  another: 'Andere Dateien hierher ziehen',
  more: 'Weitere Dateien hierher ziehen, um sie gemeinsam zu importieren',
  several: 'Mehrere Dateien und Ordner auf einmal werden ein einziger Import.',
  sample: 'Mit Beispieldaten ausprobieren',
  choose: 'Dateien auswählen',
  add: 'Dateien hinzufügen',
  formats: (extensions) => `Konversationen oder beliebige Datensätze: ${extensions.join(', ')}`,
  noPath:
    'Diese Datei liegt nicht auf der Festplatte. Sichern Sie sie zuerst, und ziehen Sie sie dann hierher.',
};

export const files: typeof english.files = {
  list: 'Dateien für den Import',
  title: (count) => `${countedFiles(count)}, ein Import`,
  order: 'Sie werden in dieser Reihenfolge gelesen, als wären sie eine Datei.',
  looking: (name) => `${name} wird angesehen …`,
  takeOut: 'Herausnehmen',
  leftOut: (count, isCut) =>
    (count === 0
      ? ''
      : `${countedFiles(count)} in den Ordnern ${count === 1 ? 'lässt' : 'lassen'} sich nicht importieren und ${count === 1 ? 'wurde' : 'wurden'} ausgelassen. `) +
    (isCut ? 'Nur die ersten 10.000 Dateien wurden genommen.' : ''),
  takeOutOf: (name) => `${name} herausnehmen`,
};

export const inspection: typeof english.inspection = {
  format: 'Format',
  compressed: 'Komprimiert',
  packed: (compression: Compression, entry) =>
    entry === undefined ? compression : `${entry} in ${compression}`,
  size: 'Größe',
  records: 'Datensätze',
  target: 'Wohin',
  database: 'Datenbank',
  collection: 'Collection',
  policy: 'Wenn ein Datensatz schon da ist',
  newCollection: 'Eine neue Collection wird angelegt.',
  existing: (count) => (count === undefined ? 'Gibt es schon.' : `Enthält jetzt etwa ${documents(count)}.`),
  exactly: (count) => `${number(count)}, alle angesehen`,
  about: (count, sampled) => `etwa ${number(count)}, nach den ersten ${number(sampled)}`,
  sampled: (sampled) => `${number(sampled)} angesehen`,
  problems: (count) => `${counted(count, 'Problem', 'Probleme')} in den ersten Datensätzen`,
  problem: (record, line, message) => `Datensatz ${number(record)}, Zeile ${number(line)}: ${message}`,
  problemsHint: 'Solche Datensätze werden zurückgewiesen und aufgehoben; die anderen werden importiert.',
  samples: 'Erste Datensätze',
  contents: 'Was darin ist',
  fields: (count) => counted(count, 'Feld', 'Felder'),
  reading: 'Wird gelesen …',
  noSamples: 'Kein Datensatz war lesbar.',
  number: 'Nr.',
  record: (record) => `Datensatz ${number(record)}`,
  recordAt: (record, line) => `Datensatz ${number(record)}, Zeile ${number(line)}`,
};

export const formats: typeof english.formats = { json: 'JSON', jsonl: 'JSON Lines', csv: 'CSV' };

export const shapes: typeof english.shapes = { conversation: 'Konversationen', any: 'Datensätze' };

export const policies: typeof english.policies = {
  update: { name: 'Aktualisieren', description: 'Seine Felder ersetzen die alten, andere Felder bleiben.' },
  replace: { name: 'Ersetzen', description: 'Das ganze Dokument wird ersetzt.' },
  skip: { name: 'Überspringen', description: 'Das Dokument bleibt, wie es ist.' },
  merge: {
    name: 'Zusammenführen',
    description: 'Die Nachrichten beider werden in zeitlicher Folge vereint.',
  },
  newer: { name: 'Neueres behalten', description: 'Was später geändert wurde, gewinnt.' },
  stop: {
    name: 'Anhalten',
    description: 'Der Import hält an, und was er geschrieben hat, wird zurückgenommen.',
  },
};

export const recent: typeof english.recent = {
  title: 'Früher importiert',
  clear: 'Liste leeren',
};

export const fieldTable: typeof english.fieldTable = {
  columns: {
    name: 'Feld',
    types: 'Typen',
    coverage: 'In Datensätzen',
  },
  coverageOf: (name) => `Datensätze mit ${name}`,
  mappingHint:
    'Nehmen Sie den Haken weg, um ein Feld auszulassen, geben Sie ihm einen anderen Namen, oder lassen Sie seine Werte umwandeln. Ein Datensatz mit einem Wert, der sich nicht umwandeln lässt, wird zurückgewiesen.',
  mappingColumns: { name: 'Feld', to: 'Name in der Collection', type: 'Typ' },
  takes: (name) => `${name} importieren`,
  nameOf: (name) => `Name von ${name} in der Collection`,
  typeOf: (name) => `Typ von ${name}`,
  asItIs: (types) => `Wie es ist: ${types}`,
  fieldTypes: {
    string: 'Text',
    integer: 'Ganze Zahl',
    double: 'Zahl',
    decimal: 'Dezimalzahl',
    boolean: 'Wahr oder falsch',
    date: 'Datum',
    objectId: 'ObjectId',
  },
};

export const options: typeof english.options = {
  title: 'Weitere Optionen',
  key: 'Schlüsselfelder',
  keyHint:
    'Felder, die sagen, zu welchem Dokument ein Datensatz gehört, durch Kommas getrennt. Leer: die Id. ' +
    'Zum Beispiel email, oder address.city für ein Feld in einem anderen.',
  replaceCollection: 'Die ganze Collection ersetzen',
  replaceHint: 'Danach enthält sie, was die Dateien enthalten, und sonst nichts.',
  replaceWarning: (collection, count) =>
    `Jedes Dokument von ${collection}, das nicht in den Dateien steht, wird entfernt` +
    (count === undefined ? '.' : `; sie enthält jetzt etwa ${documents(count)}.`),
  replaceUndo: 'Rückgängigmachen holt sie zurück.',
  replaceForGood: 'Sie lassen sich nicht zurückholen, weil nicht aufgehoben wird, was dazu nötig ist.',
  readBack: 'Zurücklesen',
  readBacks: {
    none: { name: 'Nichts', description: 'Was geschrieben wurde, wird nicht noch einmal gelesen.' },
    sample: {
      name: 'Eine Stichprobe',
      description: 'Einige Dokumente werden noch einmal gelesen und verglichen.',
    },
    all: {
      name: 'Alles',
      description: 'Jedes Dokument wird noch einmal gelesen und verglichen. Das dauert länger.',
    },
  },
  undo: 'Aufheben, was zum Rückgängigmachen nötig ist',
  undoHint: 'Was Dokumente vorher waren, bleibt auf diesem Computer, bis Sie es vergessen lassen.',
  undoWarning:
    'Dieser Import lässt sich nicht rückgängig machen. Was Dokumente waren, bevor sie geändert wurden, geht verloren.',
};

export const start: typeof english.start = {
  region: 'Start',
  import: (count: number | undefined, shape: Shape, isExact: boolean) => {
    if (count === undefined) return `${plural(shape)} importieren`;
    return `${isExact ? '' : 'Etwa '}${shaped(count, shape)} importieren`;
  },
  check: 'Erst prüfen',
  checkAgain: 'Noch einmal prüfen',
  stopChecking: 'Prüfung anhalten',
  canUndo: 'Der ganze Import lässt sich danach rückgängig machen.',
  cannotUndo: 'Dieser Import lässt sich danach nicht rückgängig machen.',
  looking: 'Die Dateien werden angesehen.',
  unreadable: (count) =>
    count === 1
      ? 'Eine Datei ist nicht lesbar. Nehmen Sie sie heraus, um die anderen zu importieren.'
      : `${number(count)} Dateien sind nicht lesbar. Nehmen Sie sie heraus, um die anderen zu importieren.`,
  checking: 'Prüfung läuft. Nichts wird geschrieben.',
  checked: 'Geprüft. Noch ist nichts geschrieben.',
  stale: 'Seit der Prüfung geändert. Prüfen Sie noch einmal, um zu sehen, was der Import jetzt täte.',
};

export const check: typeof english.check = {
  title: 'Was der Import täte',
  progress: 'Fortschritt der Prüfung',
  stale:
    'Diese Antworten gelten für andere Dateien, ein anderes Ziel oder eine andere Regel. Was unten gewählt ist, wird nicht benutzt; prüfen Sie noch einmal, um es zu benutzen.',
  broken: 'Die Prüfung kam zu keinem Ende.',
  stopped: 'Die Prüfung wurde angehalten.',
  interrupted: 'Die Prüfung wurde unterbrochen. Prüfen Sie noch einmal.',
  takes: 'Dauert etwa',
  grows: 'Collection wächst um',
  shrinks: 'Collection schrumpft um',
  journal: 'Zum Rückgängigmachen',
  counts: 'Datensätze nach dem, was die Prüfung fand',
  meanings: {
    new: 'noch nicht in der Collection',
    identical: 'schon da, gleich',
    differing: 'schon da, und anders',
    duplicates: 'mehrfach in den Dateien',
    invalid: 'würden zurückgewiesen',
  },
  suggestion: (name) => `Vorschlag: ${name}`,
  suggestionTaken: (name) => `${name} passt`,
  use: (name) => `${name} nehmen`,
};

export const differing: typeof english.differing = {
  title: (count) => counted(count, 'abweichender Datensatz', 'abweichende Datensätze'),
  list: 'Abweichende Datensätze',
  hint: 'Wählen Sie für einzelne Datensätze, was die Regel sonst täte.',
  selectAll: 'Alle auswählen',
  selected: (count) => `${number(count)} ausgewählt`,
  noneSelected: 'Wählen Sie Datensätze aus, um für viele auf einmal zu entscheiden.',
  choose: 'Für die ausgewählten Datensätze entscheiden',
  where: (record, line, file) =>
    `Datensatz ${number(record)}, Zeile ${number(line)}${file === undefined ? '' : ` von ${file}`}`,
  select: (id) => `${id} auswählen`,
  choiceOf: (choice, id) => `${choice}, Wahl für ${id}`,
  field: 'Feld',
  mine: 'Meins, in der Collection',
  file: 'Aus der Datei',
  found: (count) => counted(count, 'Unterschied', 'Unterschiede'),
  foundList: 'Unterschiede',
  classes: {
    differing: 'weicht ab',
    missing: 'fehlt',
    extra: 'überzählig',
    different: 'anders',
  },
  absent: 'nicht da',
  moreFields: (count) => `${counted(count, 'weiteres Feld', 'weitere Felder')} nicht gezeigt`,
  notCompared: 'Nur die ersten 1.000 Datensätze werden Feld für Feld gezeigt.',
  more: (count, left) => `${number(count)} weitere zeigen (noch ${number(left)})`,
  loading: 'Wird geladen …',
  choices: {
    policy: { name: 'Nach der Regel', description: 'Was der Import mit allen anderen tut.' },
    keep: { name: 'Meins behalten', description: 'Das Dokument bleibt, wie es ist.' },
    take: { name: 'Aus der Datei', description: 'Ihre Felder gewinnen, andere Felder bleiben.' },
    replace: { name: 'Ersetzen', description: 'Das ganze Dokument wird, was in der Datei steht.' },
    merge: {
      name: 'Zusammenführen',
      description: 'Die Nachrichten beider werden in zeitlicher Folge vereint.',
    },
  },
};
