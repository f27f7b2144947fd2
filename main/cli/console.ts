import { SluiceError } from '../engine/api/errors.ts';
import type { JobResult } from '../engine/api/jobs.ts';
import { bytes, count, duration } from './format.ts';

/** Results go to standard output, everything said on the way to standard error. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** The one object that programs read, on the last line. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

export function sayError(error: unknown): void {
  const report = SluiceError.from(error).toReport();
  say(`Error: ${report.message}`);
  if (report.hint !== undefined) say(report.hint);
}

const countNames = {
  import: ['read', 'inserted', 'updated', 'unchanged', 'skipped', 'rejected'],
  export: ['exported'],
  'dry-run': ['read', 'new', 'identical', 'differing', 'duplicates', 'invalid'],
  verify: ['read', 'same', 'missing', 'extra', 'different', 'duplicates', 'invalid'],
  undo: ['deleted', 'restored', 'kept'],
} as const;

/** A job's end as one flat object; what does not apply is left out. */
export function resultForPrograms(result: JobResult): Record<string, unknown> {
  const {
    jobId,
    state,
    counts,
    bytes: size,
    seconds,
    sha256,
    output,
    rejectsFile,
    error,
    warnings,
    keptIds,
    readBack,
    changedSincePlan,
  } = result;
  const undo =
    result.operation === 'undo'
      ? Object.fromEntries(countNames.undo.map((name) => [name, counts[name]]))
      : {};
  return {
    jobId,
    state,
    ...Object.fromEntries(countNames[result.kind].map((name) => [name, counts[name]])),
    ...(counts.removed > 0 ? { removed: counts.removed } : {}),
    ...undo,
    bytes: size,
    seconds,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(output === undefined ? {} : { output }),
    ...(rejectsFile === undefined ? {} : { rejectsFile }),
    ...(keptIds === undefined ? {} : { keptIds }),
    ...(readBack === undefined ? {} : { readBack }),
    ...(changedSincePlan === undefined ? {} : { changedSincePlan }),
    ...(warnings.length === 0 ? {} : { warnings }),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    ...(error === undefined ? {} : { error }),
  };
}

/** The same for people. */
export function summaryForPeople(result: JobResult): string {
  const { counts, target, operation, jobId } = result;
  const place = `${target.db}.${target.collection}`;
  const names = [
    ...countNames[operation],
    ...(operation !== 'undo' && counts.removed > 0 ? (['removed'] as const) : []),
  ];
  const numbers = names.map((name) => `${count(counts[name])} ${name}`).join(', ');
  const speed =
    result.seconds > 0 && result.bytes > 0 && operation !== 'undo'
      ? `, ${bytes(result.bytes / result.seconds)}/s`
      : '';
  const lines = [`${headline(result)} ${place}: ${numbers} (${duration(result.seconds)}${speed})`];
  if (result.output !== undefined && result.state === 'completed')
    lines.push(`File:    ${result.output} (${bytes(result.bytes)})`);
  if (result.sha256 !== undefined && result.state === 'completed') lines.push(`SHA-256: ${result.sha256}`);
  if (result.rejectsFile !== undefined && operation === 'import')
    lines.push(`Rejects: ${result.rejectsFile}`);
  lines.push(...checksForPeople(result));
  for (const warning of result.warnings) lines.push(`Note:    ${warning}`);
  for (const id of result.keptIds?.slice(0, 10) ?? []) lines.push(`Kept:    ${id}, changed since`);
  if (result.resumable) lines.push(`It stopped before its end; go on with: sluice resume ${jobId}`);
  lines.push(`Job:     ${jobId}${result.undoable ? ` (take it back with: sluice undo ${jobId})` : ''}`);
  return lines.join('\n');
}

/** What reading back found, and what was not as a dry run had seen it. */
function checksForPeople({ operation, readBack, changedSincePlan }: JobResult): string[] {
  if (operation !== 'import') return [];
  const lines: string[] = [];
  if (readBack && readBack.checked > 0)
    lines.push(
      readBack.different === 0
        ? `Checked: ${count(readBack.checked)} documents read back are what was written`
        : `Checked: ${count(readBack.different)} of ${count(readBack.checked)} documents read back are not what was written: ${readBack.ids.join(', ')}`,
    );
  if (changedSincePlan)
    lines.push(
      `Changed: ${count(changedSincePlan.count)} documents were not as the dry run saw them; the policy decided: ${changedSincePlan.ids.join(', ')}`,
    );
  return lines;
}

function headline(result: JobResult): string {
  const directions = {
    import: 'Import into',
    export: 'Export of',
    'dry-run': 'Dry run for',
    verify: 'Comparison with',
    undo: 'Undo in',
  };
  const direction = directions[result.operation];
  return result.state === 'completed' || result.state === 'undone'
    ? direction
    : `${direction} (${result.state})`;
}
