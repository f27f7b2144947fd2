/**
 * One process, one copy: `copy.ts stage|plain|hash SOURCE TARGET`. All three load the same modules, so that they have
 * the same start; prints one object.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { stage } from '../../main/engine/files/stage.ts';

/** What a plain copy reads and writes at once. */
const chunkBytes = 1 << 20;

/** Read and write, and sync; no hash. A call to copyFile would be none: file systems answer it without copying. */
async function plain(source: string, target: string): Promise<Copied> {
  await using output = await open(target, 'wx');
  await eachChunk(source, (chunk) => output.writeFile(chunk));
  await output.sync();
  return {};
}

async function hashOf(source: string): Promise<string> {
  const hash = createHash('sha256');
  await eachChunk(source, (chunk) => void hash.update(chunk));
  return hash.digest('hex');
}

async function eachChunk(source: string, use: (chunk: Buffer) => Promise<void> | void): Promise<void> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  await using input = await open(source);
  for (;;) {
    const { bytesRead } = await input.read(buffer, 0, chunkBytes);
    if (bytesRead === 0) return;
    await use(buffer.subarray(0, bytesRead));
  }
}

interface Copied {
  readonly sha256?: string;
  /** From the last byte that was handed to the system until the copy was safe on the disk. */
  readonly syncSeconds?: number;
}

async function staged(source: string, target: string): Promise<Copied> {
  let copied = 0;
  const { checksum } = await stage(source, target, { onProgress: () => (copied = performance.now()) });
  return { sha256: checksum, syncSeconds: (performance.now() - copied) / 1000 };
}

const [how, source, target] = process.argv.slice(2);
if (source === undefined || target === undefined) throw new Error('copy.ts stage|plain|hash SOURCE TARGET');
const ways: Readonly<Record<string, () => Promise<Copied>>> = {
  stage: () => staged(source, target),
  plain: () => plain(source, target),
  hash: async () => ({ sha256: await hashOf(source) }),
};
process.stdout.write(`${JSON.stringify((await ways[how ?? '']?.()) ?? {})}\n`);
