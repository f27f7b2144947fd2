import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { constants, createZstdCompress, gzipSync, zstdCompressSync } from 'node:zlib';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { openChunks, readStart } from '../../main/engine/files/decompress.ts';
import { Decompressor } from '../../main/engine/files/decompressor.ts';
import { ForwardReader } from '../../main/engine/files/forward-reader.ts';
import { compressionOf } from '../../main/engine/files/packing.ts';

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice é packed-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Text that compresses as records do, and that says where in it one is. */
const lines = (count: number): Buffer =>
  Buffer.from(
    Array.from({ length: count }, (_, i) => {
      const digest = createHash('sha256').update(String(i)).digest('base64');
      return `{"id":${i},"text":"${digest} and some words that are always the same"}\n`;
    }).join(''),
  );

const pack = {
  gzip: (bytes: Buffer) => gzipSync(bytes),
  zstd: (bytes: Buffer) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
};
const kinds = ['gzip', 'zstd'] as const;

interface Outcome {
  readonly bytes: Buffer;
  readonly error: SluiceError | undefined;
}

/** All that comes out of a file, and the error it ends with. */
async function outcome(path: string, compression: 'gzip' | 'zstd'): Promise<Outcome> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const chunk of openChunks(path, { packing: { compression }, name: 'the file' }))
      pieces.push(chunk);
    return { bytes: Buffer.concat(pieces), error: undefined };
  } catch (error) {
    assert.ok(error instanceof SluiceError, String(error));
    return { bytes: Buffer.concat(pieces), error };
  }
}

test('compression is recognised by the first bytes alone', () => {
  assert.equal(compressionOf(gzipSync('x')), 'gzip');
  assert.equal(compressionOf(zstdCompressSync('x')), 'zstd');
  assert.equal(compressionOf(Buffer.from([0x52, 0x2a, 0x4d, 0x18, 0, 0, 0, 0])), 'zstd');
  assert.equal(compressionOf(Buffer.from('PK\u0003\u0004')), 'zip');
  for (const text of ['', '{', '[1]', 'PK,name\n1,2', '\uFEFF{}', 'id;name'])
    assert.equal(compressionOf(Buffer.from(text)), undefined, text);
});

for (const kind of kinds) {
  const algorithm = kind;

  test(`${kind}: what comes out is the same in pieces of every size`, async () => {
    const bytes = lines(40);
    const packed = pack[kind](bytes);
    for (let size = 1; size <= packed.length; size++) {
      const decompressor = new Decompressor(algorithm);
      const out: Buffer[] = [];
      for (let at = 0; at < packed.length; at += size) {
        for await (const chunk of decompressor.push(packed.subarray(at, at + size))) out.push(chunk);
      }
      for await (const chunk of decompressor.finish()) out.push(chunk);
      decompressor.close();
      assert.ok(Buffer.concat(out).equals(bytes), `pieces of ${size}`);
    }
  });

  test(`${kind}: several members one behind the other are one source, wherever they meet`, async (t) => {
    const path = join(newFolder(t), 'several');
    // 64 KiB is what is read at a time, 256 KiB what is decompressed at a time.
    const parts = [
      Buffer.alloc(0),
      lines(3),
      lines(9000),
      Buffer.alloc(2 * 256 * 1024, 'a'),
      Buffer.alloc(256 * 1024, 'b'),
      lines(1),
      Buffer.alloc(0),
    ];
    writeFileSync(path, Buffer.concat(parts.map((part) => pack[kind](part))));
    const { bytes, error } = await outcome(path, kind);
    assert.equal(error, undefined);
    assert.ok(bytes.equals(Buffer.concat(parts)));
  });

  test(`${kind}: a member that ends exactly where a piece does is followed by the next one`, async (t) => {
    const path = join(newFolder(t), 'edge');
    // Random bytes do not compress, so the length of a member can be chosen by the byte.
    const noise = createHash('shake256', { outputLength: 70_000 }).update('noise').digest();
    let length = 65_000;
    while (pack[kind](noise.subarray(0, length)).length < 64 * 1024) length++;
    for (const size of [length - 1, length, length + 1]) {
      const first = noise.subarray(0, size);
      writeFileSync(path, Buffer.concat([pack[kind](first), pack[kind](lines(5))]));
      const { bytes, error } = await outcome(path, kind);
      assert.equal(error, undefined);
      assert.ok(bytes.equals(Buffer.concat([first, lines(5)])), String(size));
    }
  });

  test(`${kind}: a file cut off anywhere is an error, and gives all that came before`, async (t) => {
    const path = join(newFolder(t), 'cut');
    const bytes = lines(30);
    const packed = pack[kind](bytes);
    for (let size = 1; size < packed.length; size++) {
      writeFileSync(path, packed.subarray(0, size));
      const cut = await outcome(path, kind);
      assert.equal(cut.error?.code, 'compressed-broken', `at ${size}`);
      assert.match(cut.error?.message ?? '', /the file is damaged: .*it ends in the middle/);
      assert.ok(bytes.subarray(0, cut.bytes.length).equals(cut.bytes));
    }
    const large = lines(20_000);
    writeFileSync(path, pack[kind](large).subarray(0, -10));
    const cut = await outcome(path, kind);
    assert.equal(cut.error?.code, 'compressed-broken');
    assert.ok(cut.bytes.length > large.length - 256 * 1024, `${cut.bytes.length} of ${large.length}`);
    assert.ok(Number(cut.error?.details.byte) > 64 * 1024, 'the place is that of the compressed file');
  });

  test(`${kind}: a second member that is cut off takes nothing from the first`, async (t) => {
    const path = join(newFolder(t), 'cut');
    const second = pack[kind](lines(10));
    for (let size = 1; size < second.length; size++) {
      writeFileSync(path, Buffer.concat([pack[kind](lines(20)), second.subarray(0, size)]));
      const cut = await outcome(path, kind);
      assert.equal(cut.error?.code, 'compressed-broken', `at ${size}`);
      assert.ok(cut.bytes.subarray(0, lines(20).length).equals(lines(20)), `at ${size}`);
    }
  });

  test(`${kind}: a wrong checksum, damage and other things behind the data are errors, never crashes`, async (t) => {
    const path = join(newFolder(t), 'damaged');
    const packed = pack[kind](lines(2000));
    const wrongChecksum = Buffer.from(packed);
    wrongChecksum.writeUInt8(
      (packed.at(kind === 'gzip' ? -5 : -1) ?? 0) ^ 1,
      packed.length - (kind === 'gzip' ? 5 : 1),
    );
    writeFileSync(path, wrongChecksum);
    assert.match((await outcome(path, kind)).error?.message ?? '', /checksum that it should have/);
    writeFileSync(path, Buffer.concat([packed, Buffer.from('more')]));
    const more = await outcome(path, kind);
    assert.equal(more.error?.code, 'compressed-broken');
    // What zlib was decompressing when it met them is gone with them.
    assert.ok(more.bytes.equals(lines(2000).subarray(0, more.bytes.length)));
    for (let at = 4; at < packed.length; at += 997) {
      const damaged = Buffer.from(packed);
      damaged.writeUInt8((damaged[at] ?? 0) ^ 0x55, at);
      writeFileSync(path, damaged);
      const { bytes, error } = await outcome(path, kind);
      // Some bytes of a header say nothing about the content.
      if (error === undefined) assert.ok(bytes.equals(lines(2000)), `byte ${at}`);
      else assert.equal(error.code, 'compressed-broken');
    }
  });
}

test('zeros behind a gzip file, as tapes have them, are no part of it', async (t) => {
  const path = join(newFolder(t), 'padded.gz');
  writeFileSync(path, Buffer.concat([gzipSync(lines(5)), Buffer.alloc(100_000)]));
  const { bytes, error } = await outcome(path, 'gzip');
  assert.equal(error, undefined);
  assert.ok(bytes.equals(lines(5)));
  writeFileSync(path, Buffer.concat([gzipSync(lines(5)), Buffer.alloc(1000), Buffer.from('x')]));
  assert.equal((await outcome(path, 'gzip')).error?.code, 'compressed-broken');
});

test('the beginning of a damaged source can be looked at, when anything comes out', async (t) => {
  const path = join(newFolder(t), 'cut.gz');
  const packed = gzipSync(lines(20_000));
  writeFileSync(path, packed.subarray(0, packed.length / 2));
  const chunks = openChunks(path, { packing: { compression: 'gzip' } });
  assert.ok((await readStart(chunks, 1000)).equals(lines(20_000).subarray(0, 1000)));
  writeFileSync(path, packed.subarray(0, 8));
  await assert.rejects(readStart(openChunks(path, { packing: { compression: 'gzip' } }), 1000), {
    code: 'compressed-broken',
  });
});

test('the size that is guessed on the way is about right, and never less than what has come out', async (t) => {
  const path = join(newFolder(t), 'guess.gz');
  const bytes = lines(40_000);
  writeFileSync(path, gzipSync(bytes));
  const chunks = openChunks(path, { packing: { compression: 'gzip' } });
  assert.equal(chunks.expectedBytes(), undefined);
  let out = 0;
  for await (const chunk of chunks) {
    out += chunk.length;
    const guess = chunks.expectedBytes() ?? 0;
    assert.ok(guess >= out && Math.abs(guess / bytes.length - 1) < 0.2, `${guess} of ${bytes.length}`);
  }
  assert.equal(chunks.expectedBytes(), bytes.length);
});

test('a file that grows to a thousand times its size and more than a gibibyte is taken for a trap', async (t) => {
  const path = join(newFolder(t), 'bomb.zst');
  const megabyte = Buffer.alloc(1024 * 1024);
  const zeros = Readable.from(
    (function* () {
      for (let i = 0; i < 1100; i++) yield megabyte;
    })(),
  );
  await pipeline(zeros, createZstdCompress(), createWriteStream(path));
  let out = 0;
  const reading = async (): Promise<void> => {
    for await (const chunk of openChunks(path, { packing: { compression: 'zstd' } })) out += chunk.length;
  };
  await assert.rejects(reading, { code: 'compression-bomb' });
  assert.ok(out <= 1024 ** 3, String(out));
});

test('a slow reader is waited for: one chunk is ready for it, never more, and damage takes none of those before', async (t) => {
  const path = join(newFolder(t), 'slow.gz');
  const size = 8 * 1024 * 1024;
  const packed = gzipSync(Buffer.alloc(size, 'the same again and again\n'));
  assert.ok(packed.length < 64 * 1024, 'all of it is read at once');
  packed.writeUInt8((packed.at(-5) ?? 0) ^ 1, packed.length - 5);
  writeFileSync(path, packed);
  const decompressor = new Decompressor('gzip');
  const first = await decompressor.push(packed).next();
  assert.equal(first.value?.length, 256 * 1024);
  for (let i = 0; i < 1000; i++) await setImmediate();
  assert.ok(decompressor.used < packed.length / 8, `${decompressor.used} of ${packed.length} were used`);
  decompressor.close();

  let out = 0;
  const reading = async (): Promise<void> => {
    for await (const chunk of openChunks(path, { packing: { compression: 'gzip' } })) {
      out += chunk.length;
      for (let i = 0; i < 50; i++) await setImmediate();
    }
  };
  await assert.rejects(reading, { code: 'compressed-broken' });
  assert.ok(out >= size - 256 * 1024, `${out} of ${size} bytes came out`);
});

const openFiles = '/proc/self/fd';
const skip = existsSync(openFiles) ? false : 'only Linux says in /proc which files are open';

test('whoever stops reading in the middle leaves nothing open', { skip }, async (t) => {
  const path = join(newFolder(t), 'a.gz');
  writeFileSync(path, gzipSync(lines(20_000)));
  const isOpen = (): boolean =>
    readdirSync(openFiles).some((name) => {
      try {
        return readlinkSync(join(openFiles, name)) === path;
      } catch {
        return false; // The one that listed the folder.
      }
    });
  for await (const chunk of openChunks(path, { packing: { compression: 'gzip' } })) {
    assert.ok(chunk.length > 0 && isOpen());
    break;
  }
  while (isOpen()) await setImmediate();
});

test('parts are read forward in one pass, back within the window, and further back anew', async () => {
  const bytes = lines(3000);
  let passes = 0;
  const open = (): AsyncIterable<Uint8Array> => {
    passes++;
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 1000) pieces.push(bytes.subarray(at, at + 1000));
    return Readable.from(pieces);
  };
  await using reader = new ForwardReader(open, 10_000);
  const parts = [0, 999, 1000, 50_000, 44_000, 100_000, 100_000];
  // All at once: they wait for one another.
  const read = await Promise.all(parts.map((from) => reader.read(from, from + 2500)));
  for (const [i, from] of parts.entries())
    assert.ok(read[i]?.equals(bytes.subarray(from, from + 2500)), String(from));
  assert.equal(passes, 1);
  assert.ok((await reader.read(10, 20)).equals(bytes.subarray(10, 20)));
  assert.equal(passes, 2);
  assert.ok((await reader.read(bytes.length - 5, bytes.length + 5)).equals(bytes.subarray(-5)));
  assert.equal((await reader.read(20, 120_000)).length, 119_980, 'a part may be larger than the window');
});

test('a source that cannot be read on is told each time, and does no harm to parts in front of that', async () => {
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('abc');
    throw new Error('broken off');
  };
  await using reader = new ForwardReader(open);
  assert.equal((await reader.read(1, 3)).toString(), 'bc');
  await assert.rejects(reader.read(1, 5), /broken off/);
  await assert.rejects(reader.read(1, 5), /broken off/);
  assert.equal((await reader.read(0, 2)).toString(), 'ab');
});
