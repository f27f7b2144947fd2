import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildParts, isFresh, markFresh } from './freshness.mjs';
import { cache, inRepository } from './places.mjs';
import { endLine, say, SetupError } from './screen.mjs';
import { inTurn } from './turn.mjs';

/**
 * Builds these parts into dist/, all or nothing: a build that breaks leaves the last good one.
 * @param {readonly import('./freshness.mjs').BuildPart[]} [parts]
 */
export async function build(parts = buildParts) {
  await inTurn('build', () => buildNow(parts));
}

/**
 * Builds those of these parts whose sources changed since.
 * @param {readonly import('./freshness.mjs').BuildPart[]} [parts]
 */
export async function buildStale(parts = buildParts) {
  if (parts.every((part) => isFresh(part))) return;
  await inTurn('build', () => buildNow(parts.filter((part) => !isFresh(part))));
}

/** @param {readonly import('./freshness.mjs').BuildPart[]} parts */
async function buildNow(parts) {
  if (parts.length === 0) return;
  const { build: viteBuild } = await import('vite');
  const configFile = pathToFileURL(inRepository('vite.config.ts')).href;
  /** @type {{ configs: Record<import('./freshness.mjs').BuildPart, import('vite').InlineConfig> }} */
  const { configs } = await import(configFile);
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, 'build-'));
  const startedAt = Date.now();
  try {
    for (const part of parts) {
      say(`Building (${part})`);
      const config = configs[part];
      const outDir = join(scratch, part);
      try {
        await viteBuild({
          ...config,
          configFile: false,
          build: { ...config.build, outDir, emptyOutDir: true },
        });
      } catch (error) {
        endLine();
        throw new SetupError(error instanceof Error ? error.message : String(error));
      }
    }
    await mkdir(inRepository('dist'), { recursive: true });
    for (const part of parts) {
      await swapIn(join(scratch, part), inRepository('dist', part), join(scratch, `${part}-before`));
      markFresh(part, startedAt);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {string} next
 * @param {string} place
 * @param {string} before
 */
async function swapIn(next, place, before) {
  if (existsSync(place)) await rename(place, before);
  await rename(next, place);
}
