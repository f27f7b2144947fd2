/**
 * The texts of the window in the language of this page. The address of the page names it, so it is one and the same from
 * the first paint on; another language is another address.
 */
import { type Language, language } from './language.ts';
import { de } from './texts/de/index.ts';
import { en } from './texts/en/index.ts';

/** What every catalogue has: the texts of the English one. */
export type Texts = typeof en;

const catalogues: Readonly<Record<Language, Texts>> = { en, de };

export const texts = catalogues[language];
