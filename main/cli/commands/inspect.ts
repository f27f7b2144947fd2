import { resolve } from 'node:path';
import type { Inspection } from '../../engine/api/inspection.ts';
import { inspectFile } from '../../engine/jobs/inspect.ts';
import { print, printJson } from '../console.ts';
import { bytes, count, table } from '../format.ts';
import { exitCodes } from '../exit-codes.ts';

export async function inspect(path: string, { json }: { json: boolean }): Promise<number> {
  const inspection = await inspectFile(resolve(path));
  if (json) printJson(inspection);
  else print(forPeople(inspection));
  return exitCodes.done;
}

function forPeople(inspection: Inspection): string {
  const {
    filename,
    size,
    compression,
    entry,
    format,
    shape,
    why,
    sampled,
    complete,
    estimatedRecords,
    fields,
    problems,
    samples,
  } = inspection;
  const records = complete
    ? `${count(sampled)} records`
    : `${count(sampled)} records looked at, about ${count(estimatedRecords ?? sampled)} in all`;
  const rows = fields.map(({ name, present, types }) => [
    name,
    sampled === 0 ? '' : `${Math.round((present / sampled) * 100)} %`,
    types.map(({ type, count: times }) => (types.length === 1 ? type : `${type} ${times}`)).join(', '),
  ]);
  const packed = compression === undefined ? '' : ` in ${compression}`;
  return [
    `${filename}${entry === undefined ? '' : ` (${entry})`}: ${bytes(size)}, ${format}${packed}, ${shape === 'conversation' ? 'conversations' : 'documents'}, ${records}`,
    why,
    '',
    table([['field', 'in', 'type'], ...rows]),
    ...(problems.length === 0 ? [] : ['', 'Problems:']),
    ...problems.map(
      ({ record, line, byte, message }) => `  record ${record}, line ${line}, byte ${byte}: ${message}`,
    ),
    ...(samples[0] === undefined ? [] : ['', 'First record:', samples[0].slice(0, 600)]),
  ].join('\n');
}
