import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HomeFolders } from '../../files/home.ts';
import { writeSample } from '../../sample-data/sample.ts';

/** Enough to see progress, and soon over. */
const bytes = 25_000_000;

/** A file of sample conversations under the home; the one that was made before, where it is there. */
export async function makeSample({ samples }: HomeFolders): Promise<{ readonly path: string }> {
  const path = join(samples, 'sample-conversations.json');
  const isThere = await stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
  if (isThere) return { path };
  await mkdir(samples, { recursive: true });
  await writeSample({ path, bytes, format: 'json' });
  return { path };
}
