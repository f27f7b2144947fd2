import { app } from 'electron';
import type { Language } from '../preload/contract.ts';
import { de } from './texts/de.ts';
import { en, type ShellTexts } from './texts/en.ts';

export type ChosenLanguage = Exclude<Language, 'system'>;

const catalogues: Readonly<Record<ChosenLanguage, ShellTexts>> = { en, de };

/** The language that a setting stands for: the system's, where there is a catalogue for it. */
export function chosenLanguage(setting: Language): ChosenLanguage {
  if (setting !== 'system') return setting;
  return app.getLocale().toLowerCase().startsWith('de') ? 'de' : 'en';
}

export const textsIn = (language: ChosenLanguage): ShellTexts => catalogues[language];
