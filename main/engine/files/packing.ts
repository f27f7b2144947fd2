/** How a source is packed: found out from its first bytes, never from its name. */
import { open } from 'node:fs/promises';
import type { Compression } from '../api/inspection.ts';
import type { ZipEntry } from './zip-entry.ts';

/** What is needed to get at the records of a packed source; plain data, so that it can go to another thread. */
export type Packing =
  { readonly compression: 'gzip' | 'zstd' } | { readonly compression: 'zip'; readonly entry: ZipEntry };

/** Bytes that `compressionOf` looks at. */
const magicBytes = 4;

/** The kind of compression that a file with these first bytes has; none of them can begin JSON or CSV. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  const [a = 0, b = 0, c = 0, d = 0] = head;
  if (a === 0x1f && b === 0x8b) return 'gzip';
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd';
  if (isSkippableFrame(head)) return 'zstd';
  // A zip starts with its first entry, or with its end when there is none.
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) return 'zip';
  return undefined;
}

/** Some zstd programs put a frame in front that holds no data (RFC 8878, 3.1.2). */
function isSkippableFrame([a = 0, b = 0, c = 0, d = 0]: Uint8Array): boolean {
  return a >= 0x50 && a <= 0x5f && b === 0x2a && c === 0x4d && d === 0x18;
}

/** The same for the file at `path`. Throws what the file system throws. */
export async function compressionAt(path: string): Promise<Compression | undefined> {
  await using file = await open(path, 'r');
  const head = Buffer.alloc(magicBytes);
  const { bytesRead } = await file.read(head, 0, magicBytes, 0);
  return compressionOf(head.subarray(0, bytesRead));
}
