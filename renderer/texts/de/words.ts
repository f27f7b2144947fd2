import type { Shape } from '../../../preload/contract.ts';

const format = new Intl.NumberFormat('de');

export const number = (value: number): string => format.format(value);

/** 12.345 Datensätze; 1 Datensatz. */
export const counted = (count: number, singular: string, plural: string): string =>
  `${number(count)} ${count === 1 ? singular : plural}`;

export const documents = (count: number): string => counted(count, 'Dokument', 'Dokumente');
/** After a preposition that asks for the dative. */
export const toDocuments = (count: number): string => counted(count, 'Dokument', 'Dokumenten');
export const records = (count: number): string => counted(count, 'Datensatz', 'Datensätze');
export const files = (count: number): string => counted(count, 'Datei', 'Dateien');
export const messages = (count: number): string => counted(count, 'Nachricht', 'Nachrichten');

const nouns: Readonly<Record<Shape, readonly [string, string]>> = {
  conversation: ['Konversation', 'Konversationen'],
  any: ['Datensatz', 'Datensätze'],
};

export const shaped = (count: number, shape: Shape): string => counted(count, ...nouns[shape]);
export const plural = (shape: Shape): string => nouns[shape][1];
