/** What was chosen for single records, brought from a plan file or a dry run into the journal of the import. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { SluiceError } from '../api/errors.ts';
import type { SourceFacts, TargetFacts } from '../api/jobs.ts';
import { choices, fieldRuleSchema, type ImportRequest } from '../api/requests.ts';
import { readError } from '../files/system-errors.ts';
import { linesOf } from '../files/lines.ts';
import { type ChosenRecord, foreseenClasses, type ForeseenRun } from '../journal/choices.ts';
import { Findings } from '../journal/findings.ts';
import type { JobContext } from './job-context.ts';
import type { OpenedSource } from './source.ts';

export const planVersion = 1;

const headSchema = z.object({
  sluicePlan: z.literal(planVersion),
  sources: z.array(z.object({ path: z.string(), size: z.number(), mtimeMs: z.number() })),
  target: z.object({ server: z.string(), db: z.string(), collection: z.string() }),
  key: z.array(z.string()).readonly().optional(),
  mapping: z.array(fieldRuleSchema).readonly().optional(),
});
type PlanHead = z.output<typeof headSchema>;

const file = z.int().min(0).default(0);
const lineSchema = z.union([
  z.object({ records: z.tuple([z.int(), z.int()]), seen: z.enum(foreseenClasses), file }),
  z.object({ record: z.int().min(1), choice: z.enum(choices), seen: z.string(), file }),
]);

/** Takes the plan of the request over, where it has one and that was not done before. Throws `plan-invalid`. */
export async function takePlan(
  job: JobContext,
  request: ImportRequest,
  sources: readonly OpenedSource[],
): Promise<void> {
  const { plan } = request;
  if (plan === undefined) return;
  using journal = job.store.openJournal(job.jobId);
  if (journal.choices.isTaken()) return;
  const { target } = job.store.get(job.jobId);
  const facts = sources.map((source) => source.facts);
  if ('path' in plan) {
    await journal.choices.take(planFileLines(plan.path, (head) => faultOf(head, facts, target, request)));
    return;
  }
  const dryRun = job.store.get(plan.jobId);
  const path = job.store.findingsPath(plan.jobId);
  const fault = (reason: string): SluiceError =>
    new SluiceError('plan-invalid', { path: `of dry run ${plan.jobId}`, line: 1, reason });
  if (dryRun.request.kind !== 'dry-run' || dryRun.state !== 'completed' || !Findings.exists(path))
    throw fault('it is no dry run that was completed, or it was pruned');
  const { key, mapping } = dryRun.request;
  const head = { sources: [...(dryRun.sources ?? [])], target: dryRun.target, key, mapping };
  const reason = faultOf(head, facts, target, request);
  if (reason !== undefined) throw fault(reason);
  using findings = new Findings(path);
  await journal.choices.take(asynchronous(findings.foreseen()));
}

/** Why the plan is not one for these files and this collection. */
function faultOf(
  head: Omit<PlanHead, 'sluicePlan'>,
  sources: readonly SourceFacts[],
  target: TargetFacts,
  { key, mapping }: Pick<ImportRequest, 'key' | 'mapping'>,
): string | undefined {
  if (head.sources.length !== sources.length)
    return `it is for ${head.sources.length} files, and ${sources.length} are imported`;
  for (const [i, { path, size, mtimeMs }] of sources.entries()) {
    const planned = head.sources[i];
    if (planned?.size !== size || planned.mtimeMs !== mtimeMs)
      return `${path} is not the file that the dry run read, or it changed since`;
  }
  const places = [head.target, target].map(({ db, collection }) => `${db}.${collection}`);
  if (places[0] !== places[1]) return `it is for ${places[0]}, and this is ${places[1]}`;
  if ((head.key ?? []).join() !== (key ?? []).join()) return 'it matches records by other fields (--key)';
  if (!isDeepStrictEqual(head.mapping ?? [], mapping ?? []))
    return 'it renames or converts other fields (--map, --type)';
  return undefined;
}

async function* planFileLines(
  path: string,
  faultOfHead: (head: PlanHead) => string | undefined,
): AsyncGenerator<ForeseenRun | ChosenRecord> {
  let line = 0;
  const fault = (reason: string): SluiceError => new SluiceError('plan-invalid', { path, line, reason });
  try {
    for await (const text of linesOf(path)) {
      line++;
      if (text.trim() === '') continue;
      const value = parse(text, fault);
      if (line === 1) {
        const head = headSchema.safeParse(value);
        if (!head.success) throw fault('it does not begin as a plan does');
        const reason = faultOfHead(head.data);
        if (reason !== undefined) throw fault(reason);
        continue;
      }
      yield toLine(value, fault);
    }
  } catch (error) {
    throw readError(error, path);
  }
  if (line === 0) throw fault('it is empty');
}

function parse(text: string, fault: (reason: string) => SluiceError): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fault(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function toLine(value: unknown, fault: (reason: string) => SluiceError): ForeseenRun | ChosenRecord {
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success)
    throw fault(`a choice is one of ${choices.join(', ')}, and the other fields stay as they were`);
  const { data } = parsed;
  if ('records' in data)
    return { source: data.file, first: data.records[0], last: data.records[1], class: data.seen };
  return { source: data.file, record: data.record, choice: data.choice, seen: data.seen };
}

async function* asynchronous<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
