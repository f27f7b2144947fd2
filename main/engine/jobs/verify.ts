/** Is what the files say what the collection holds, by content, id by id? Nothing is written. */
import { differencesLimit, type Finding, type FindingClass } from '../api/findings.ts';
import type { VerifyRequest } from '../api/requests.ts';
import { readAll } from '../mongo/documents.ts';
import { isMadeId } from '../shapes/any.ts';
import { ContentComparer } from '../shapes/same-content.ts';
import { differencesOf } from '../shapes/differences.ts';
import { type ComparedPart, compareFiles, type Comparison, type ComparisonTools } from './compare-files.ts';
import type { JobContext } from './job-context.ts';
import type { Candidate } from './plan-batch.ts';
import { idSeedOf } from './read-source.ts';

export async function verifyFiles(job: JobContext, request: VerifyRequest): Promise<void> {
  await compareFiles(job, request, (tools) => new Verification(tools));
}

const classes = ['same', 'missing', 'different'] as const;
type RecordClass = (typeof classes)[number];

class Verification implements Comparison {
  /** The number of a key is the index of its class. */
  readonly #tools: ComparisonTools;
  readonly #comparer: ContentComparer;
  #told = 0;
  #withoutId = 0;

  constructor(tools: ComparisonTools) {
    this.#tools = tools;
    this.#comparer = new ContentComparer({ comparesId: tools.key.fields === undefined });
  }

  add({ part, existing }: ComparedPart): void {
    const { progress } = this.#tools.job;
    const found: Omit<Finding, 'seq'>[] = [];
    let compared = 0;
    for (const candidate of part.candidates) {
      const text = this.#tools.key.textOf(candidate.document);
      const documents = text === undefined ? [] : (existing.get(text) ?? []);
      if (text === undefined || documents.length > 1) continue;
      compared++;
      if (isMadeId(idSeedOf(this.#tools.job.jobId, part.range.source), candidate.document)) this.#withoutId++;
      const [document] = documents;
      const kind = this.#classOf(candidate, document);
      this.#forgetEarlier(text);
      this.#tools.keys.set(text, classes.indexOf(kind));
      progress.count(kind, 1);
      if (kind !== 'same') found.push(...this.#finding(kind, candidate, part.range.source, document));
    }
    if (found.length > 0) this.#tools.findings.add(found);
    progress.count('read', part.range.read);
    progress.count('invalid', part.range.read - compared);
  }

  /** The last record of an id is what the file says; an earlier one only counts as a duplicate. */
  #forgetEarlier(text: string): void {
    const earlier = this.#tools.keys.get(text);
    const name = earlier === undefined ? undefined : classes[earlier];
    if (name === undefined) return;
    this.#tools.job.progress.count(name, -1);
    this.#tools.job.progress.count('duplicates', 1);
  }

  #classOf({ document: record, derived }: Candidate, document: Uint8Array | undefined): RecordClass {
    if (!document) return 'missing';
    return this.#comparer.isSame(record, derived, document) ? 'same' : 'different';
  }

  #finding(
    kind: FindingClass,
    { record, line, document }: Candidate,
    source: number,
    existing: Uint8Array | undefined,
  ): Omit<Finding, 'seq'>[] {
    if (++this.#told > differencesLimit) return [];
    const differences = existing ? { differences: differencesOf(existing, document) } : {};
    return [{ class: kind, source, record, line, id: this.#tools.key.forPeople(document), ...differences }];
  }

  async end(): Promise<void> {
    if (this.#tools.hasCollection) await this.#findExtra();
  }

  /** Documents without a record. */
  async #findExtra(): Promise<void> {
    for await (const document of readAll(this.#tools.place, this.#tools.key.fields ?? ['_id'])) {
      this.#tools.job.signal.throwIfAborted();
      const text = this.#tools.key.textOf(document);
      if (text !== undefined && this.#tools.keys.get(text) !== undefined) continue;
      this.#tools.job.progress.count('extra', 1);
      if (++this.#told <= differencesLimit)
        this.#tools.findings.add([{ class: 'extra', id: this.#tools.key.forPeople(document) }]);
    }
  }

  warnings(): string[] {
    if (this.#withoutId === 0) return [];
    return [
      `${this.#withoutId} records have no _id to find their documents by; name other fields with --key.`,
    ];
  }
}
