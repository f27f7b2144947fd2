/** A dry run as a file: one line for each differing record, with a choice to be edited. */
import { SluiceError } from '../api/errors.ts';
import { openOutput } from '../files/atomic-output.ts';
import type { Findings } from '../journal/findings.ts';
import type { JobRecord } from '../journal/job-record.ts';
import { planVersion } from './take-plan.ts';

/** Characters that are written together. */
const chunk = 64 * 1024;

/** Writes the plan; says how many choices are in it. */
export async function writePlan(
  record: JobRecord,
  findings: Findings,
  path: string,
  options: { readonly overwrite: boolean },
): Promise<number> {
  const { request, sources = [], target, jobId, state } = record;
  if (request.kind !== 'dry-run')
    throw new SluiceError('job-state', { jobId, state, action: 'written as a plan' });
  const output = await openOutput(path, options);
  let count = 0;
  let text = '';
  const write = async (line: object): Promise<void> => {
    text += `${JSON.stringify(line)}\n`;
    if (text.length < chunk) return;
    await output.write(Buffer.from(text));
    text = '';
  };
  try {
    await write({
      sluicePlan: planVersion,
      sources: sources.map(({ path: from, size, mtimeMs }) => ({ path: from, size, mtimeMs })),
      target,
      ...(request.key === undefined ? {} : { key: request.key }),
      ...(request.mapping === undefined ? {} : { mapping: request.mapping }),
      onConflict: request.onConflict,
    });
    for (const { source, first, last, class: seen } of findings.runs())
      await write({ records: [first, last], seen, ...(source === 0 ? {} : { file: source }) });
    for (const {
      class: found,
      source,
      record: number,
      line,
      id,
      choice,
      seen,
      differences,
    } of findings.all()) {
      if (found !== 'differing') continue;
      count++;
      const file = source === 0 ? {} : { file: source };
      await write({ record: number, ...file, line, id, choice, seen, ...differences });
    }
    await output.write(Buffer.from(text));
    await output.finish();
  } catch (error) {
    await output.discard();
    throw error;
  }
  return count;
}
