import type { Shape } from '../../../preload/contract.ts';

const format = new Intl.NumberFormat('en');

export const number = (value: number): string => format.format(value);

/** 12,345 conversations; 1 conversation. */
export const counted = (count: number, singular: string, plural = `${singular}s`): string =>
  `${number(count)} ${count === 1 ? singular : plural}`;

export const nouns: Readonly<Record<Shape, string>> = { conversation: 'conversation', any: 'record' };
