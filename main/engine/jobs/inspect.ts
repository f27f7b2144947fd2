import {
  type FieldFacts,
  type Inspection,
  inspectSample,
  inspectShown,
  type Problem,
  sampleTextLimit,
} from '../api/inspection.ts';
import type { SluiceError } from '../api/errors.ts';
import type { Shape } from '../api/requests.ts';
import { ByteWriter } from '../formats/bson/document-writer.ts';
import { bsonTypeName, elementName, elementsOf } from '../formats/bson/elements.ts';
import { detectCsv } from '../formats/csv/detect.ts';
import { JsonEncoder } from '../formats/json/write.ts';
import type { RecordPosition, RecordSink, RejectReason } from '../formats/records.ts';
import { createAnyShaper } from '../shapes/any.ts';
import { shapeConversation } from '../shapes/conversation.ts';
import { isShaped, type Shaper } from '../shapes/shaper.ts';
import { EnoughSeen, readBeginning } from './read-beginning.ts';
import { readHead } from './source.ts';

const problemLimit = 20;
/** Bytes of memory that a very large record does not keep. */
const shapedCapacity = 1024 * 1024;

/** Says what a file is, from its first records. Throws what intake and detection throw; broken content is a problem in the answer. */
export async function inspectFile(path: string): Promise<Inspection> {
  const sample = new Facts();
  const { facts, detected, shape, packing, notes, chunks, complete, fault } = await readBeginning(
    path,
    sample,
  );
  if (fault) sample.addFault(fault);
  const size = chunks.expectedBytes() ?? facts.size;
  const estimated = complete ? sample.seen : sample.estimate(size);
  const csv = detected.format === 'csv' ? detectCsv(await readHead(facts.path, path, packing)) : undefined;
  const why = [
    detected.why,
    ...(shape === 'conversation' ? ['Its records are conversations.'] : []),
    ...notes,
  ];
  return {
    path: facts.path,
    filename: facts.filename,
    size: facts.size,
    ...(packing ? { compression: packing.compression } : {}),
    ...(packing?.compression === 'zip' ? { entry: packing.entry.name } : {}),
    format: detected.format,
    ...(detected.recordPath === undefined ? {} : { recordPath: [...detected.recordPath, 'item'].join('.') }),
    shape,
    why: why.join(' '),
    sampled: sample.seen,
    complete,
    ...(estimated === undefined ? {} : { estimatedRecords: estimated }),
    fields: sample.fields(),
    samples: sample.samples,
    problems: sample.problems,
    ...(csv ? { delimiter: csv.delimiter } : {}),
  };
}

class Facts implements RecordSink {
  seen = 0;
  readonly samples: string[] = [];
  readonly problems: Problem[] = [];
  readonly #fields = new Map<string, Map<string, number>>();
  readonly #encoder = new JsonEncoder({ ejson: 'relaxed', hideEqualId: false });
  /** What the records become is not wanted here, only why some of them become nothing. */
  #shaper: Shaper = createAnyShaper('');
  readonly #shaped = new ByteWriter();
  #firstByte: number | undefined;
  #lastByte = 0;

  begin(shape: Shape): void {
    this.#shaper = shape === 'conversation' ? shapeConversation : createAnyShaper('');
  }

  document(position: RecordPosition, bson: Uint8Array): void {
    this.#shaped.shrink(shapedCapacity);
    const shaped = this.#shaper(bson, position.record, this.#shaped);
    if (!isShaped(shaped)) return this.reject(position, shaped);
    for (const element of elementsOf(bson))
      this.#addField(elementName(bson, element), bsonTypeName(element.type));
    if (this.samples.length < inspectShown) this.samples.push(this.#textOf(bson));
    this.#count(position);
  }

  reject(position: RecordPosition, reason: RejectReason): void {
    this.#addProblem({
      record: position.record,
      line: position.line,
      byte: position.byteStart,
      message: reason.message,
    });
    this.#count(position);
  }

  warn(): void {}

  async ready(): Promise<void> {}

  addFault({ details, message }: SluiceError): void {
    const [line, byte] = [Number(details.line ?? 1), Number(details.byte ?? 0)];
    this.#addProblem({ record: this.seen + 1, line, byte, message });
  }

  /** Records in a file of `size` bytes when all are like the ones seen. */
  estimate(size: number): number | undefined {
    const bytes = this.#bytes;
    return bytes > 0 ? Math.max(this.seen, Math.round((size / bytes) * this.seen)) : undefined;
  }

  /** From the first record to the end of the last one. */
  get #bytes(): number {
    return this.#lastByte - (this.#firstByte ?? 0);
  }

  fields(): FieldFacts[] {
    return [...this.#fields].map(([name, types]) => ({
      name,
      present: [...types.values()].reduce((sum, count) => sum + count, 0),
      types: [...types].map(([type, count]) => ({ type, count })).toSorted((a, b) => b.count - a.count),
    }));
  }

  #addField(name: string, type: string): void {
    const types = this.#fields.get(name) ?? new Map<string, number>();
    types.set(type, (types.get(type) ?? 0) + 1);
    this.#fields.set(name, types);
  }

  #addProblem(problem: Problem): void {
    if (this.problems.length < problemLimit) this.problems.push(problem);
  }

  #textOf(bson: Uint8Array): string {
    this.#encoder.out.position = 0;
    this.#encoder.document(bson);
    const text = this.#encoder.out.written().toString('utf8');
    return text.length > sampleTextLimit ? `${text.slice(0, sampleTextLimit)}…` : text;
  }

  #count(position: RecordPosition): void {
    this.#firstByte ??= position.byteStart;
    this.#lastByte = position.byteEnd;
    this.seen++;
    const isEnough = this.seen >= inspectSample.leastRecords && this.#bytes >= inspectSample.leastBytes;
    if (isEnough || this.seen >= inspectSample.mostRecords) throw new EnoughSeen();
  }
}
