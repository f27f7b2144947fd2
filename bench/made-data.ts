/** Data that is not the demo's sample: other wrappings of it, and records of extreme sizes. */
import { createReadStream } from 'node:fs';
import type { DataFile, Piece } from './data.ts';

const chunkBytes = 1 << 20;
const newline = 0x0a;

/** The lines of a JSON Lines file as one array. */
export async function* arrayOf(lines: DataFile): AsyncGenerator<Piece> {
  yield { bytes: Buffer.from('[\n'), records: 0 };
  let seen = 0;
  for await (const chunk of chunksOf(lines.path)) {
    const parts: Buffer[] = [];
    let records = 0;
    let start = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, start)) {
      records += 1;
      const end = seen + records === lines.records ? '\n' : ',\n';
      parts.push(chunk.subarray(start, at), Buffer.from(end));
      start = at + 1;
    }
    seen += records;
    yield { bytes: Buffer.concat([...parts, chunk.subarray(start)]), records };
  }
  yield { bytes: Buffer.from(']\n'), records: 0 };
}

/** The lines of a file again and again, to the first end of a line past that many bytes. */
export async function* repeated(lines: DataFile, bytes: number): AsyncGenerator<Piece> {
  for (let left = bytes; left > 0;) {
    for await (const chunk of chunksOf(lines.path)) {
      const end = left > chunk.length ? -1 : chunk.indexOf(newline, Math.max(0, left - 1));
      const part = end === -1 ? chunk : chunk.subarray(0, end + 1);
      yield { bytes: part, records: linesIn(part) };
      left -= part.length;
      if (end !== -1) return;
    }
  }
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
    // Without an encoding a file is read as buffers.
    yield chunk as Buffer;
  }
}

function linesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}

export const hugeBytes = 15_000_000;
const messageBytes = 2000;

/** Conversations of 15 MB, just under what MongoDB takes as one document: thousands of messages of 2 KB each. */
export function* huge(bytes: number): Generator<Piece> {
  const count = Math.max(1, Math.round(bytes / hugeBytes));
  for (let index = 0; index < count; index++) {
    const head = `{"id":"huge-${index}","title":"A long talk","created_at":"2025-01-01T00:00:00.000Z","messages":[`;
    const messages: string[] = [];
    for (let length = head.length; length < hugeBytes - messageBytes;) {
      const number = messages.length;
      const message = `{"id":"m${index}-${number}","type":"user","content":"${wordsOf(index * 7919 + number)}","tokens":${number}}`;
      messages.push(message);
      length += message.length + 1;
    }
    yield { bytes: Buffer.from(`${head}${messages.join(',')}]}\n`), records: 1 };
  }
}

const words =
  'the file was read once and every line of it is kept for whoever asks how it came to be so'.split(' ');

/** About 2 KB of words that differ from message to message. */
function wordsOf(seed: number): string {
  let text = '';
  for (let at = seed; text.length < messageBytes - 80; at = (at * 31 + 17) % 1_000_003) {
    text += `${words[at % words.length] ?? ''} ${at} `;
  }
  return text;
}

const tinyRecords = 10_000;

/** Conversations of about 100 bytes without a message, in pieces of about 1 MB. */
export function* tiny(records: number): Generator<Piece> {
  for (let first = 0; first < records; first += tinyRecords) {
    const count = Math.min(tinyRecords, records - first);
    const lines = Array.from({ length: count }, (_, index) => tinyLine(first + index));
    yield { bytes: Buffer.from(lines.join('')), records: count };
  }
}

function tinyLine(index: number): string {
  const id = index.toString(16).padStart(12, '0');
  // 100 bytes with the end of the line.
  return `{"id":"c-${id}","title":"Small talk ${String(index % 10_000).padStart(4, '0')}","created_at":"2025-01-01T00:00:00Z","messages":[]}\n`;
}
