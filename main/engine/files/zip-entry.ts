/** What is in a zip file, and which entry of it the records are in. */
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { SluiceError } from '../api/errors.ts';
import { codeOf, readError } from './system-errors.ts';

/** Where the data of an entry are in the zip file, and what they must come to. */
export interface ZipEntry {
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  /** First byte of its data in the file. */
  readonly start: number;
  /** Bytes of its data in the file. */
  readonly packedSize: number;
  /** Bytes of what comes out. */
  readonly size: number;
  /** CRC-32 of what comes out. */
  readonly crc32: number;
}

export interface ChosenEntry {
  readonly entry: ZipEntry;
  /** Names of other entries that look like records too; not all of them when there are very many. */
  readonly others: readonly string[];
}

/** Entries whose beginnings are looked at, at most, besides those with the preferred name. */
const lookLimit = 100;
/** The name that chat exports give to the file with the conversations. */
const preferredName = 'conversations.json';
/** Extensions of entries that can hold records; an entry without one can too. */
const recordNames = /(?:\.(?:json|jsonl|ndjson|csv)|^[^.]*)$/i;

/**
 * Finds the entry with the records by looking into them: conversations.json if there is one, else the first that looks
 * right. Throws `zip-no-records` when none does and `compressed-broken` when the file cannot be read as a zip.
 * @param name what errors call the file
 * @param looksRight whether the beginning of an entry looks like records
 */
export async function chooseEntry(
  path: string,
  name: string,
  looksRight: (entry: ZipEntry) => Promise<boolean>,
): Promise<ChosenEntry> {
  const { entries, encrypted } = await listEntries(path, name);
  // Stable: among equals the order is that of the zip.
  const inOrder = entries.toSorted((a, b) => Number(isPreferred(b.name)) - Number(isPreferred(a.name)));
  const found: ZipEntry[] = [];
  for (const entry of inOrder) {
    if (await looksRight(entry)) found.push(entry);
    if (found[0] && isPreferred(found[0].name)) return { entry: found[0], others: [] };
  }
  const [first, ...others] = found;
  if (first) return { entry: first, others: others.map((entry) => entry.name) };
  if (encrypted > 0) throw new SluiceError('zip-encrypted', { path: name });
  throw new SluiceError('zip-no-records', { path: name });
}

const isPreferred = (name: string): boolean => baseName(name).toLowerCase() === preferredName;

const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** The first entries that can hold records, as far as names say, and how many of such only a password opens. */
async function listEntries(path: string, name: string): Promise<{ entries: ZipEntry[]; encrypted: number }> {
  const entries: ZipEntry[] = [];
  let encrypted = 0;
  let zip: ZipFile | undefined;
  try {
    // Names are only compared and shown, never used as paths, so odd ones do no harm and are not refused.
    zip = await openPromise(path, { autoClose: false, decodeStrings: false });
    for await (const entry of zip.eachEntry()) {
      const entryName = nameOf(entry);
      if (!canHoldRecords(entryName) || entry.uncompressedSize === 0) continue;
      if (entries.length >= lookLimit && !isPreferred(entryName)) continue;
      if (entry.isEncrypted()) encrypted++;
      else if (entry.canDecodeFileData()) entries.push(await toEntry(zip, entry, entryName));
    }
    return { entries, encrypted };
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw readError(error, name);
    const reason = error instanceof Error ? error.message : codeOf(error);
    throw new SluiceError('compressed-broken', { path: name, kind: 'zip', reason }, error);
  } finally {
    zip?.close();
  }
}

function nameOf(entry: Entry): string {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

/** Not: folders, what macOS adds beside each file, hidden files, pictures, pages. */
function canHoldRecords(name: string): boolean {
  if (name.endsWith('/') || name.startsWith('__MACOSX/')) return false;
  const base = baseName(name);
  return !base.startsWith('.') && recordNames.test(base);
}

async function toEntry(zip: ZipFile, entry: Entry, name: string): Promise<ZipEntry> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  return {
    name,
    // `canDecodeFileData` lets only these two through.
    method: entry.compressionMethod === 0 ? 'stored' : 'deflated',
    start: fileDataStart,
    packedSize: entry.compressedSize,
    size: entry.uncompressedSize,
    crc32: entry.crc32,
  };
}
