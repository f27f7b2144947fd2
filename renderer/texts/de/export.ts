/** What the Export screen says. */
import type * as english from '../en/export.ts';
import { documents, number, toDocuments } from './words.ts';

export const exportTexts: typeof english.exportTexts = {
  title: 'Eine Collection exportieren',
  format: 'Format',
  formatHints: {
    json: 'Ein Dokument, für Menschen und andere Programme.',
    jsonl: 'Ein Datensatz je Zeile, für große Daten und Pipelines.',
    csv: 'Eine Tabelle ausgewählter Felder, für Tabellenprogramme.',
  },
  canonical: 'Jeden Typ bewahren',
  canonicalHint:
    'Kanonisches Extended JSON: Zahlen sagen, welcher Art sie sind. Länger und schwerer zu lesen.',
  fields: 'Felder',
  fieldsHint:
    'Durch Kommas getrennt. Leer: alle Felder (CSV: id, title, created_at, message_count, cost_usd).',
  query: 'Abfrage',
  queryHint: 'Extended JSON, zum Beispiel {"cost_usd":{"$gt":1}}. Leer: alle Dokumente.',
  queryBroken: (reason) => `Das ist keine Abfrage: ${reason}`,
  more: 'Ausgewählte Dokumente, Reihenfolge, Anzahl',
  ids: 'Ids',
  idsHint:
    'Nur diese Dokumente: eine Id je Zeile, oder durch Kommas getrennt. Leer: alle, die die Abfrage findet.',
  order: 'Reihenfolge',
  orders: {
    stored: 'Wie gespeichert',
    newest: 'Neueste zuerst',
    oldest: 'Älteste zuerst',
    other: 'Eine andere …',
  },
  sort: 'Sortierung',
  sortHint: 'Extended JSON, zum Beispiel {"title":1}.',
  limit: 'Höchstens',
  limitHint: 'Dokumente. Leer: alle.',
  limitBroken: 'Das muss eine ganze Zahl über 0 sein.',
  preview: 'Vorschau',
  previewOf: (count) =>
    count === 1
      ? 'Der erste Datensatz, wie er geschrieben wird:'
      : `Die ersten ${number(count)} Datensätze, wie sie geschrieben werden:`,
  nothing: 'Kein Dokument passt.',
  bar: 'Start des Exports',
  amount: (found, total, size) =>
    (found === total ? documents(found) : `${number(found)} von ${toDocuments(total)}`) +
    (size === undefined ? '' : `, etwa ${size}`),
  uncounted: (total) => `Zählen dauert zu lange; die Collection enthält ${total} Dokumente.`,
  start: 'Exportieren',
  saveHint: 'Als Nächstes wählen Sie die Datei. Sie erscheint dort erst, wenn alles darin ist.',
};

export const filter: typeof english.filter = {
  title: 'Konversationen filtern',
  typed: 'Die Abfrage unten wurde eingetippt. Was hier ausgefüllt wird, ersetzt sie.',
  labels: {
    from: 'Vom Tag',
    to: 'Bis zum Tag',
    title: 'Titel enthält',
    tags: 'Tags, eines von',
    project: 'Projekt',
    model: 'Modell',
    costFrom: 'Kosten ab, in US-$',
    costTo: 'Kosten bis, in US-$',
  },
  clear: 'Filter leeren',
};
