/** Is what the files say what the collection holds, by content, id by id? Nothing is written. */
import { differencesLimit, type Finding, type FindingClass } from '../api/findings.ts';
import type { VerifyRequest } from '../api/requests.ts';
import { openTempScope } from '../files/temp-scope.ts';
import { Findings } from '../journal/findings.ts';
import { KeySet } from '../journal/key-set.ts';
import { readAll, type Workplace } from '../mongo/documents.ts';
import { indexAdvice } from '../mongo/indexes.ts';
import { checkNames, findCollection } from '../mongo/target.ts';
import { isMadeId } from '../shapes/any.ts';
import { ContentComparer } from '../shapes/same-content.ts';
import { differencesOf } from '../shapes/differences.ts';
import { type ComparedPart, compareSource } from './compare-source.ts';
import type { JobContext } from './job-context.ts';
import { openSources } from './open-sources.ts';
import type { Candidate } from './plan-batch.ts';
import { SourceTotals } from './read-source.ts';
import { type RecordKey, recordKey } from './record-key.ts';
import { endOfReading } from './write-source.ts';

export async function verifyFiles(job: JobContext, request: VerifyRequest): Promise<void> {
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
  const verification = new Verification(job, key, keys, findings);
  const totals = new SourceTotals(sources, job.progress);
  job.progress.begin('comparing', totals.totals);
  const options = { job, request, place: target?.isEmpty === false ? place : undefined, key, totals };
  const ends = [];
  for (const source of sources)
    ends.push(await compareSource(options, source, (part) => verification.add(part)));
  job.progress.finishing();
  if (target) await verification.findExtra(place);
  const end = endOfReading(ends);
  job.update({ ...end, warnings: [...warnings, ...end.warnings, ...verification.warnings()] });
}

const classes = ['same', 'missing', 'different'] as const;
type RecordClass = (typeof classes)[number];

class Verification {
  readonly #job: JobContext;
  readonly #key: RecordKey;
  /** Keys of the records so far, with the index of their class. */
  readonly #keys: KeySet;
  readonly #findings: Findings;
  readonly #comparer: ContentComparer;
  #told = 0;
  #withoutId = 0;

  constructor(job: JobContext, key: RecordKey, keys: KeySet, findings: Findings) {
    this.#job = job;
    this.#key = key;
    this.#keys = keys;
    this.#findings = findings;
    this.#comparer = new ContentComparer({ comparesId: key.fields === undefined });
  }

  add({ part, existing }: ComparedPart): void {
    const { progress } = this.#job;
    const found: Omit<Finding, 'seq'>[] = [];
    let compared = 0;
    for (const candidate of part.candidates) {
      const text = this.#key.textOf(candidate.document);
      const documents = text === undefined ? [] : (existing.get(text) ?? []);
      if (text === undefined || documents.length > 1) continue;
      compared++;
      if (isMadeId(this.#job.jobId, candidate.document)) this.#withoutId++;
      const [document] = documents;
      const kind = this.#classOf(candidate, document);
      this.#forgetEarlier(text);
      this.#keys.set(text, classes.indexOf(kind));
      progress.count(kind, 1);
      if (kind !== 'same') found.push(...this.#finding(kind, candidate, part.range.source, document));
    }
    if (found.length > 0) this.#findings.add(found);
    progress.count('read', part.range.read);
    progress.count('invalid', part.range.read - compared);
  }

  /** The last record of an id is what the file says; an earlier one only counts as a duplicate. */
  #forgetEarlier(text: string): void {
    const earlier = this.#keys.get(text);
    const name = earlier === undefined ? undefined : classes[earlier];
    if (name === undefined) return;
    this.#job.progress.count(name, -1);
    this.#job.progress.count('duplicates', 1);
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
    return [{ class: kind, source, record, line, id: this.#key.forPeople(document), ...differences }];
  }

  /** Documents without a record. */
  async findExtra(place: Workplace): Promise<void> {
    for await (const document of readAll(place, this.#key.fields ?? ['_id'])) {
      this.#job.signal.throwIfAborted();
      const text = this.#key.textOf(document);
      if (text !== undefined && this.#keys.get(text) !== undefined) continue;
      this.#job.progress.count('extra', 1);
      if (++this.#told <= differencesLimit)
        this.#findings.add([{ class: 'extra', id: this.#key.forPeople(document) }]);
    }
  }

  warnings(): string[] {
    if (this.#withoutId === 0) return [];
    return [
      `${this.#withoutId} records have no _id to find their documents by; name other fields with --key.`,
    ];
  }
}
