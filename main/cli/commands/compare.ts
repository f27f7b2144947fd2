/** Dry run and verify: what files and a collection have in common, and where they differ. */
import { resolve } from 'node:path';
import type { Finding } from '../../engine/api/findings.ts';
import type { JobResult } from '../../engine/api/jobs.ts';
import type { EngineParams } from '../../engine/api/protocol.ts';
import type { Engine } from '../../engine/engine.ts';
import { print, printJson, resultForPrograms, say } from '../console.ts';
import { bytes, count, duration } from '../format.ts';
import { absolute, report } from './transfer.ts';
import { runJob, withEngine } from '../session.ts';

/** Findings that are shown; a plan file has all of them. */
const shown = 10;
const shownForPrograms = 100;

type Request<K> = Extract<EngineParams<'submit'>, { kind: K }>;

export async function dryRun(
  request: Request<'dry-run'>,
  { json, plan }: { readonly json: boolean; readonly plan?: string },
): Promise<number> {
  return withEngine(async (engine) => {
    const result = await runJob(engine, () => engine.call('submit', absolute(request)));
    if (result.state === 'completed' && plan !== undefined) {
      const out = resolve(plan);
      // A plan of the same name is an earlier try, and a dry run makes it again.
      const { count: choices } = await engine.call('writePlan', {
        jobId: result.jobId,
        out,
        overwrite: true,
      });
      say(
        `${count(choices)} choices in ${out}: set "choice" to keep, take, replace or merge, then import with --plan.`,
      );
    }
    return tell(engine, result, json, forecastForPeople(result));
  });
}

export async function verify(
  request: Request<'verify'>,
  { json }: { readonly json: boolean },
): Promise<number> {
  return withEngine(async (engine) => {
    const result = await runJob(engine, () => engine.call('submit', absolute(request)));
    return tell(engine, result, json, []);
  });
}

async function tell(
  engine: Engine,
  result: JobResult,
  json: boolean,
  lines: readonly string[],
): Promise<number> {
  if (result.state !== 'completed') return report(result, { json });
  const limit = json ? shownForPrograms : shown;
  const { findings } = await engine.call('findings', { jobId: result.jobId, limit });
  const { differing, missing, extra, different } = result.counts;
  const total = differing + missing + extra + different;
  if (json) {
    const { forecast } = result;
    printJson({
      ...resultForPrograms(result),
      ...(forecast ? { forecast } : {}),
      findings,
      findingsTotal: total,
    });
    return report(result, { json, quiet: true });
  }
  const code = report(result, { json });
  for (const line of lines) print(line);
  for (const finding of findings) print(forPeople(finding));
  if (total > findings.length) print(`… and ${count(total - findings.length)} more`);
  return code;
}

function forecastForPeople({ forecast, state }: JobResult): string[] {
  if (!forecast || state !== 'completed') return [];
  const { seconds, bytes: size, journalBytes, policy, reason } = forecast;
  return [
    `Import:  about ${duration(seconds)}; the collection grows by ${bytes(Math.max(size, 0))}, the journal takes ${bytes(journalBytes)}`,
    `Policy:  --on-conflict ${policy}. ${reason}`,
  ];
}

function forPeople({ class: found, record, line, id, differences }: Finding): string {
  const where = record === undefined ? '' : ` (record ${count(record)}, line ${count(line ?? 0)})`;
  const fields = differences?.fields.map(({ path, mine, file }) => {
    const side = (text: string | undefined): string => text ?? 'nothing';
    return `           ${path}: ${side(mine)} → ${side(file)}`;
  });
  const more =
    differences && differences.more > 0 ? [`           … and ${count(differences.more)} more fields`] : [];
  return [`${found.padEnd(10)} ${id}${where}`, ...(fields ?? []), ...more].join('\n');
}
