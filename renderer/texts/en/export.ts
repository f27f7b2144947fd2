/** What the Export screen says. */
import type { ExportFormat } from '../../../preload/contract.ts';
import { counted, number } from './words.ts';

export const exportTexts = {
  title: 'Export a collection',
  format: 'Format',
  formatHints: {
    json: 'One document, for people and for other programs.',
    jsonl: 'One record a line, for large data and pipelines.',
    csv: 'A table of chosen fields, for spreadsheets.',
  } satisfies Record<ExportFormat, string>,
  canonical: 'Keep every type',
  canonicalHint: 'Canonical Extended JSON: numbers say which kind they are. Longer, and harder to read.',
  fields: 'Fields',
  fieldsHint: 'Separated by commas. Empty: all fields (CSV: id, title, created_at, message_count, cost_usd).',
  query: 'Query',
  queryHint: 'Extended JSON, for example {"cost_usd":{"$gt":1}}. Empty: all documents.',
  queryBroken: (reason: string) => `This is not a query: ${reason}`,
  more: 'Chosen documents, order, limit',
  ids: 'Ids',
  idsHint: 'Only these documents: one id a line, or separated by commas. Empty: all that the query finds.',
  order: 'Order',
  orders: {
    stored: 'As stored',
    newest: 'Newest first',
    oldest: 'Oldest first',
    other: 'Another one…',
  },
  sort: 'Sort',
  sortHint: 'Extended JSON, for example {"title":1}.',
  limit: 'At most',
  limitHint: 'Documents. Empty: all.',
  limitBroken: 'This has to be a whole number above 0.',
  preview: 'Preview',
  previewOf: (count: number) =>
    `The first ${count === 1 ? 'record' : `${number(count)} records`}, as written:`,
  nothing: 'No document fits.',
  bar: 'Start of the export',
  amount: (found: number, total: number, size: string | undefined) =>
    (found === total ? counted(found, 'document') : `${number(found)} of ${counted(total, 'document')}`) +
    (size === undefined ? '' : `, about ${size}`),
  uncounted: (total: string) => `Counting takes too long; the collection holds ${total} documents.`,
  start: 'Export',
  saveHint: 'You choose the file next. It appears there only when everything is in it.',
};

export const filter = {
  title: 'Filter conversations',
  typed: 'The query below was typed. What is filled in here replaces it.',
  labels: {
    from: 'From the day',
    to: 'To the day',
    title: 'Title contains',
    tags: 'Tags, any of',
    project: 'Project',
    model: 'Model',
    costFrom: 'Cost from, in US$',
    costTo: 'Cost to, in US$',
  },
  clear: 'Clear the filter',
};
