import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  readonly name: string;
  readonly content: string | Buffer;
  readonly stored?: boolean;
  readonly encrypted?: boolean;
}

/** Sizes and places in a zip64 file are in extra fields; the ordinary ones say only that. */
const elsewhere = 0xffff_ffff;

/** A zip file with these entries, written by the book (APPNOTE 6.3.10), as zip64 where asked. */
export function zipOf(parts: readonly ZipPart[], { zip64 = false } = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content);
    const data = part.stored ? content : deflateRawSync(content);
    const facts = { part, content, data, at, zip64 };
    const local = Buffer.concat([header(facts, 'local'), data]);
    locals.push(local);
    directory.push(header(facts, 'central'));
    at += local.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...locals, central, ending(parts.length, central.length, at, zip64)]);
}

interface Facts {
  readonly part: ZipPart;
  readonly content: Buffer;
  readonly data: Buffer;
  readonly at: number;
  readonly zip64: boolean;
}

function header({ part, content, data, at, zip64 }: Facts, kind: 'local' | 'central'): Buffer {
  const name = Buffer.from(part.name);
  const sizes = [content.length, data.length, ...(kind === 'central' ? [at] : [])];
  const extra = zip64 ? Buffer.concat([u16(1), u16(sizes.length * 8), ...sizes.map(u64)]) : Buffer.alloc(0);
  const common = [
    u16(zip64 ? 45 : 20),
    u16(part.encrypted ? 0x801 : 0x800),
    u16(part.stored ? 0 : 8),
    u32(0),
    u32(crc32(content)),
    u32(zip64 ? elsewhere : data.length),
    u32(zip64 ? elsewhere : content.length),
    u16(name.length),
    u16(extra.length),
  ];
  if (kind === 'local') return Buffer.concat([u32(0x04034b50), ...common, name, extra]);
  const place = [u16(0), u16(0), u16(0), u32(0), u32(zip64 ? elsewhere : at)];
  return Buffer.concat([u32(0x02014b50), u16(zip64 ? 45 : 20), ...common, ...place, name, extra]);
}

function ending(count: number, size: number, at: number, zip64: boolean): Buffer {
  const end = Buffer.concat([
    u32(0x06054b50),
    u16(0),
    u16(0),
    u16(zip64 ? 0xffff : count),
    u16(zip64 ? 0xffff : count),
    u32(zip64 ? elsewhere : size),
    u32(zip64 ? elsewhere : at),
    u16(0),
  ]);
  if (!zip64) return end;
  const record = Buffer.concat([
    u32(0x06064b50),
    u64(44),
    u16(45),
    u16(45),
    u32(0),
    u32(0),
    u64(count),
    u64(count),
    u64(size),
    u64(at),
  ]);
  const locator = Buffer.concat([u32(0x07064b50), u32(0), u64(at + size), u32(1)]);
  return Buffer.concat([record, locator, end]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
