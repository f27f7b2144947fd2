import asc from 'assemblyscript/asc';
import { inRepository } from './places.mjs';

/** What the compiled kernel is kept in, so that neither the app nor its set-up needs the compiler. */
export const kernelFile = inRepository('main/engine/kernel/kernel-binary.ts');

const flags = [
  '--optimizeLevel=3',
  '--noAssert',
  '--runtime=stub',
  '--enable=simd',
  '--enable=bulk-memory',
  // The first bytes stay unused, so that no place in the memory is 0.
  '--memoryBase=1024',
];

/**
 * The text of `kernelFile`. Throws with the compiler's words.
 * @returns {Promise<string>}
 */
export async function compileKernel() {
  const source = inRepository('main/engine/kernel/assembly');
  /** @type {Uint8Array | undefined} */
  let binary;
  const { error } = await asc.main(['index.ts', '--baseDir', source, '--outFile', 'kernel.wasm', ...flags], {
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm' && typeof contents !== 'string') binary = contents;
    },
  });
  if (error || !binary)
    throw new Error(`the kernel cannot be compiled: ${error?.message ?? 'nothing came out'}`);
  const lines =
    Buffer.from(binary)
      .toString('base64')
      .match(/.{1,100}/g) ?? [];
  return `/* Made by \`npm run kernel\` from assembly/. */\nexport const kernelBinary =\n${lines
    .map((line) => `  '${line}'`)
    .join(' +\n')};\n`;
}
