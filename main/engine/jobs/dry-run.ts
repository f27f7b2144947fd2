/** What an import would do: every record read, validated and compared with the collection, nothing written. */
import { differencesLimit, type Finding } from '../api/findings.ts';
import type { DryRunRequest } from '../api/requests.ts';
import type { ForeseenClass } from '../journal/choices.ts';
import { readAll } from '../mongo/documents.ts';
import { afterImage } from '../shapes/after-image.ts';
import { differencesOf } from '../shapes/differences.ts';
import { type ComparedPart, compareFiles, type Comparison, type ComparisonTools } from './compare-files.ts';
import { Forecaster } from './forecast.ts';
import type { JobContext } from './job-context.ts';
import { type Candidate, hashText } from './plan-batch.ts';

export async function dryRun(job: JobContext, request: DryRunRequest): Promise<void> {
  const { forecaster } = await compareFiles(job, request, (tools) => new Foreseeing(tools, request));
  const record = job.store.get(job.jobId);
  job.update({ forecast: forecaster.forecast(job.store, record) });
}

class Foreseeing implements Comparison {
  readonly forecaster: Forecaster;
  readonly #tools: ComparisonTools;
  readonly #request: DryRunRequest;
  #described = 0;
  #ambiguous = 0;
  #keyless = 0;

  constructor(tools: ComparisonTools, request: DryRunRequest) {
    this.#tools = tools;
    this.#request = request;
    this.forecaster = new Forecaster(request.onConflict);
  }

  add({ part, existing }: ComparedPart): void {
    const { source, firstRecord, read } = part.range;
    const { job, findings } = this.#tools;
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

  async end(): Promise<void> {
    const { hasCollection, findings } = this.#tools;
    findings.finish();
    if (this.#request.replaceCollection && hasCollection) await this.#countOthers();
  }

  /** Documents that no record is for. */
  async #countOthers(): Promise<void> {
    const { key, keys, job, place } = this.#tools;
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
    const { key, keys } = this.#tools;
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
    const policy = this.#request.onConflict === 'replace' ? 'replace' : 'update';
    const after = afterImage(policy, before, document, derived) ?? before;
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
    const { key, job } = this.#tools;
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
    const { key } = this.#tools;
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
