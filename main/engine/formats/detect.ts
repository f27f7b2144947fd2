/** What a file is, decided by what is in it and never by its name. */
import { SluiceError } from '../api/errors.ts';
import type { ImportFormat } from '../api/requests.ts';
import { byteAt } from './bson/elements.ts';
import { detectCsv } from './csv/detect.ts';
import { rejectLineBytes } from './json/read-rejects.ts';
import { ValueScanner } from './json/value-scanner.ts';
import type { SourceFormat } from './source-format.ts';

/** Bytes that detection looks at. */
export const detectBytes = 1024 * 1024;

export interface Detected extends SourceFormat {
  /** One sentence: what gave it away. */
  readonly why: string;
}

/** Keys of an object whose array holds the records, in the order they are looked for. */
const recordKeys = ['conversations'];

/**
 * @param head the first `detectBytes` of the file, or all of it
 * @param asked a format that the user insists on
 */
export function detectFormat(head: Buffer, path: string, asked: ImportFormat | 'auto'): Detected {
  const text = head.subarray(head.length >= 3 && head.readUIntBE(0, 3) === 0xefbbbf ? 3 : 0);
  if (asked === 'csv') return { format: 'csv', why: 'You said that it is CSV.' };
  if (asked === 'jsonl') return linesOf(text, 'You said that it is JSON Lines.');
  const first = text.findIndex((byte) => byte > 0x20);
  const c = first < 0 ? 0 : byteAt(text, first);
  if (c === 0x5b) return { format: 'json', recordPath: [], why: 'It is a JSON array.' };
  if (c === 0x7b) return detectObjects(text, first, asked);
  if (asked === 'json') return { format: 'json', recordPath: [], why: 'You said that it is JSON.' };
  const csv = detectCsv(head);
  if (csv) {
    const delimiter = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' }[csv.delimiter];
    return { format: 'csv', why: `It is a table of ${csv.header.length} columns separated by ${delimiter}.` };
  }
  throw new SluiceError('format-unknown', { path, start: JSON.stringify(text.toString('utf8', 0, 20)) });
}

/** A file that starts with {: an object around the records, one record a line, or records one after another. */
function detectObjects(text: Buffer, first: number, asked: ImportFormat | 'auto'): Detected {
  const key = recordKeys.find((name) => hasArrayAt(text, first, name));
  if (key !== undefined)
    return { format: 'json', recordPath: [key], why: `It is a JSON object with "${key}".` };
  const scanner = new ValueScanner();
  scanner.begin(0x7b);
  const end = scanner.scan(text, first, text.length);
  const lineBreak = text.indexOf(0x0a, first);
  const onOneLine = end < 0 ? lineBreak < 0 : lineBreak < 0 || lineBreak >= end;
  if (onOneLine && asked !== 'json') return linesOf(text, 'Each line is a JSON object.');
  // A broken first line is closed by nothing, so what follows it decides.
  if (
    asked !== 'json' &&
    text[text.findIndex((byte, at) => at > lineBreak && byte > 0x20)] === 0x7b &&
    end < 0
  ) {
    return linesOf(text, 'Each line is a JSON object.');
  }
  return { format: 'json', why: 'It is JSON objects one after another.' };
}

function linesOf(text: Buffer, why: string): Detected {
  const lineEnd = text.indexOf(0x0a);
  const isRejects = rejectLineBytes(text.subarray(0, lineEnd < 0 ? text.length : lineEnd)) !== undefined;
  return isRejects
    ? {
        format: 'jsonl',
        isRejects,
        why: 'It is a rejects file of Sluice: the raw texts in it are the records.',
      }
    : { format: 'jsonl', why };
}

/** Has the object at `first` the key `name` with an array as value, among its own keys? */
function hasArrayAt(text: Buffer, first: number, name: string): boolean {
  const scanner = new ValueScanner();
  let at = first + 1;
  for (;;) {
    at = skip(text, at, ', \t\r\n');
    if (text[at] !== 0x22) return false;
    const keyEnd = scanner.stringEnd(text, at, text.length);
    if (keyEnd < 0) return false;
    const key = text.toString('utf8', at + 1, keyEnd - 1);
    at = skip(text, keyEnd, ': \t\r\n');
    if (at >= text.length) return false;
    if (key === name) return text[at] === 0x5b;
    scanner.begin(byteAt(text, at));
    at = scanner.scan(text, at, text.length);
    if (at < 0) return false;
  }
}

function skip(text: Buffer, from: number, characters: string): number {
  let at = from;
  while (at < text.length && characters.includes(String.fromCharCode(byteAt(text, at)))) at++;
  return at;
}
