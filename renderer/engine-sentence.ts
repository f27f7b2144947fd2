import { language } from './language.ts';
import { inGerman } from './texts/de/engine-sentences.ts';

/** A sentence of the engine's, such as why a file is taken for what it is, in the language of this page. */
export const engineSentence = (text: string): string => (language === 'de' ? inGerman(text) : text);
