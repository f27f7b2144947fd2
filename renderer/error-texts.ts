/** Errors in the language of this page. */
import type { ErrorReport } from '../preload/contract.ts';
import { language } from './language.ts';
import { errors } from './texts/de/errors.ts';

interface ErrorTexts {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The sentences of an error; the report has the English ones itself. */
export function errorTexts({ code, message, hint, details }: ErrorReport): ErrorTexts {
  // An error of the window's own is made in the language of the page.
  const isOwn = code === 'internal' && details.reason === undefined;
  if (language === 'en' || isOwn) return { message, hint };
  const sentence = errors[code];
  return { message: sentence.message(details), hint: sentence.hint?.(details) };
}
