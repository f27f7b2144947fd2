/** What the Collections screen says. */
import type * as english from '../en/browse.ts';
import { documents, messages, number, toDocuments } from './words.ts';

export const browse: typeof english.browse = {
  choose: 'Wählen Sie links eine Collection, um zu sehen, was darin ist.',
  importInto: 'Hierher importieren …',
  exportFrom: 'Exportieren …',
  query: 'Abfrage',
  queryPlaceholder: 'Abfrage, zum Beispiel {"model":"opus"}',
  find: 'Suchen',
  documents: (count, size) => `${documents(count)}, ${size}`,
  found: (found, total) =>
    found === undefined
      ? `Zählen dauert zu lange; insgesamt ${documents(total)}`
      : `${number(found)} von ${toDocuments(total)}`,
  list: 'Dokumente',
  loading: 'Wird geladen …',
  empty: 'In dieser Collection ist nichts.',
  nothing: 'Kein Dokument passt zu dieser Abfrage.',
  full: (count) => `Das sind die ersten ${number(count)}. Grenzen Sie die Abfrage ein, um andere zu sehen.`,
  messages: (count) => messages(count),
  moreMessages: (left) => `Weitere zeigen (noch ${number(left)})`,
  document: 'Dokument',
  chooseDocument: 'Wählen Sie ein Dokument, um es zu lesen.',
  back: 'Zurück zu den Dokumenten',
  details: 'Felder',
  way: 'Darstellung',
  read: 'Lesen',
  raw: 'Roh',
  copy: 'Kopieren',
  copied: 'Kopiert.',
  cut: 'Nur der Anfang wird gezeigt.',
  roles: { user: 'Benutzer', assistant: 'Assistent' },
};
