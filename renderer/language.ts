/** The language of this page. */
export const catalogued = ['en', 'de'] as const;
export type Language = (typeof catalogued)[number];

const known = (tag: string | null | undefined): Language | undefined =>
  catalogued.find((name) => tag?.toLowerCase().split('-')[0] === name);

/** As the address says, else the first of the system's languages that there is a catalogue for, else English. */
export const language: Language =
  known(new URLSearchParams(location.search).get('language')) ??
  navigator.languages.map(known).find((name) => name !== undefined) ??
  'en';

/** For numbers and dates: the system's own way to write them where it has the same language. */
export const locale = navigator.languages.find((tag) => known(tag) === language) ?? language;
