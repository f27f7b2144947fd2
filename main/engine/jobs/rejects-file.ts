import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { SourceFacts } from '../api/jobs.ts';
import { writeError } from '../files/system-errors.ts';
import type { JobJournal } from '../journal/job-journal.ts';

/**
 * Renders the rejects of a job as JSON Lines, by file and record number: where, why, and the raw bytes. Mend the `raw` of a line
 * and import the file: its raw texts are the records then. Returns how many there are.
 */
export async function renderRejects(
  journal: JobJournal,
  path: string,
  sources: readonly SourceFacts[],
): Promise<number> {
  const part = `${path}.part`;
  const stream = createWriteStream(part);
  let count = 0;
  try {
    for (const { source = 0, ...reject } of journal.rejects()) {
      count++;
      const file = sources.length > 1 ? { file: sources[source]?.path } : {};
      const line = `${JSON.stringify({ sluiceReject: 1, ...file, ...reject })}\n`;
      if (!stream.write(line)) await once(stream, 'drain');
    }
    stream.end();
    await once(stream, 'close');
    await using file = await open(part, 'r+');
    await file.sync();
    await rename(part, path);
  } catch (error) {
    stream.destroy();
    await rm(part, { force: true });
    throw writeError(error, path);
  }
  return count;
}
