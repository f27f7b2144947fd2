import { createReadStream } from 'node:fs';

/**
 * The lines of a UTF-8 file without their line breaks. Only \n and \r\n end a line: node:readline also takes U+2028 for
 * an end, which JSON may hold inside a string.
 */
export async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}
