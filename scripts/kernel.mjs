/** `npm run kernel`: makes main/engine/kernel/kernel-binary.ts from the sources in main/engine/kernel/assembly. */
import { writeFileSync } from 'node:fs';
import { compileKernel, kernelFile } from './lib/kernel.mjs';

writeFileSync(kernelFile, await compileKernel());
