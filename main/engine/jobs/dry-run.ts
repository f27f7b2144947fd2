/** What an import would do: every record read, validated and compared with the collection, nothing written. */
import { differencesLimit, type Finding } from '../api/findings.ts';
import type { DryRunRequest } from '../api/requests.ts';
import { openTempScope } from '../files/temp-scope.ts';
import { ByteWriter } from '../formats/bson/document-writer.ts';
import type { ForeseenClass } from '../journal/choices.ts';
import { Findings } from '../journal/findings.ts';
import { KeySet } from '../journal/key-set.ts';
import { readAll, type Workplace } from '../mongo/documents.ts';
import { indexAdvice } from '../mongo/indexes.ts';
import { checkNames, findCollection } from '../mongo/target.ts';
import { afterImage } from '../shapes/after-image.ts';
import { differencesOf } from '../shapes/differences.ts';
import { type ComparedPart, compareSource } from './compare-source.ts';
import { Forecaster } from './forecast.ts';
import type { JobContext } from './job-context.ts';
import { openSources } from './open-sources.ts';
import { type Candidate, hashText } from './plan-batch.ts';
import { SourceTotals } from './read-source.ts';
import { type RecordKey, recordKey } from './record-key.ts';
import { endOfReading } from './write-source.ts';

export async function dryRun(job: JobContext, request: DryRunRequest): Promise<void> {
  checkNames(request.target.db, request.target.collection);
  const sources = await openSources(job, request);
  await using connection = await job.connect(request.target.uri);
  const { db, collection } = request.target;
  const place: Workplace = { connection, db, collection, jobId: job.jobId };
  const target = await findCollection(connection, db, collection);
  const key = recordKey(request.key);
  const warnings = target ? await indexAdvice(place, key.fields) : [];
  using scope = openTempScope(job.folders.temp);
  using keys = new KeySet(scope.path('.sqlite'));
  using findings = new Findings(job.store.findingsPath(job.jobId));
  const comparison = new Comparison({ job, request, key, keys, findings });
  const totals = new SourceTotals(sources, job.progress);
  job.progress.begin('comparing', totals.totals);
  const options = { job, request, place: target?.isEmpty === false ? place : undefined, key, totals };
  const ends = [];
  for (const source of sources)
    ends.push(await compareSource(options, source, (part) => comparison.add(part)));
  findings.finish();
  if (request.replaceCollection && target) await comparison.countOthers(place);
  job.progress.finishing();
  const end = endOfReading(ends);
  job.update({
    ...end,
    warnings: [...warnings, ...end.warnings, ...comparison.warnings()],
    forecast: comparison.forecaster.forecast(job.store, job.store.get(job.jobId), end.bytes),
  });
}

interface ComparisonOptions {
  readonly job: JobContext;
  readonly request: DryRunRequest;
  readonly key: RecordKey;
  /** Keys of the records so far. */
  readonly keys: KeySet;
  readonly findings: Findings;
}

class Comparison {
  readonly forecaster: Forecaster;
  readonly #options: ComparisonOptions;
  readonly #scratch = new ByteWriter();
  #described = 0;
  #ambiguous = 0;
  #keyless = 0;

  constructor(options: ComparisonOptions) {
    this.#options = options;
    this.forecaster = new Forecaster(options.request.onConflict);
  }

  add({ part, existing }: ComparedPart): void {
    const { source, firstRecord, read } = part.range;
    const { job, findings } = this.#options;
    // What is no candidate was rejected by the reader.
    const classes = Array.from({ length: read }, (): ForeseenClass => 'invalid');
    const found: Omit<Finding, 'seq'>[] = [];
    for (const candidate of part.candidates) {
      const seen = this.#see(candidate, existing);
      classes[candidate.record - firstRecord] = seen.class;
      if (seen.before && seen.after) found.push(this.#finding(source, candidate, seen.before, seen.after));
    }
    findings.add(found, { source, first: firstRecord, classes });
    job.progress.count('read', read);
    for (const name of classes) job.progress.count(name === 'duplicate' ? 'duplicates' : name, 1);
  }

  /** Documents that no record is for. */
  async countOthers(place: Workplace): Promise<void> {
    const { key, keys, job } = this.#options;
    for await (const document of readAll(place, key.fields ?? ['_id'])) {
      job.signal.throwIfAborted();
      const text = key.textOf(document);
      if (text === undefined || keys.get(text) === undefined) job.progress.count('removed', 1);
    }
  }

  /** `before` and `after` where they differ. */
  #see(
    { document, derived }: Candidate,
    existing: ComparedPart['existing'],
  ): { class: ForeseenClass; before?: Uint8Array; after?: Uint8Array } {
    const { key, keys, request } = this.#options;
    const text = key.textOf(document);
    if (text === undefined) {
      this.#keyless++;
      return { class: 'invalid' };
    }
    if (keys.get(text) !== undefined) return { class: 'duplicate' };
    keys.set(text, 1);
    const [before, twin] = existing.get(text) ?? [];
    if (twin) {
      this.#ambiguous++;
      return { class: 'invalid' };
    }
    if (!before) {
      this.forecaster.addNew(document);
      return { class: 'new' };
    }
    // What other policies would do with it is told by the contents: do the record's fields say something else?
    const policy = request.onConflict === 'replace' ? 'replace' : 'update';
    const after = afterImage(policy, before, document, derived, this.#scratch) ?? before;
    this.#scratch.position = 0;
    if (Buffer.compare(before, after) === 0) return { class: 'identical' };
    this.forecaster.addDiffering(before, after, document);
    return { class: 'differing', before, after };
  }

  #finding(
    source: number,
    { record, line, document }: Candidate,
    before: Uint8Array,
    after: Uint8Array,
  ): Omit<Finding, 'seq'> {
    const { key, job } = this.#options;
    const differences = ++this.#described <= differencesLimit ? differencesOf(before, after) : undefined;
    return {
      class: 'differing',
      source,
      record,
      line,
      id: key.forPeople(document),
      seen: hashText(job.hash(before)),
      choice: 'policy',
      ...(differences ? { differences } : {}),
    };
  }

  warnings(): string[] {
    const { key } = this.#options;
    const names = key.fields?.join(', ') ?? '_id';
    return [
      ...(this.#keyless > 0
        ? [`${this.#keyless} records have no value in ${names} and would be rejected.`]
        : []),
      ...(this.#ambiguous > 0
        ? [
            `${this.#ambiguous} records have values in ${names} that several documents have; they would be rejected.`,
          ]
        : []),
    ];
  }
}
