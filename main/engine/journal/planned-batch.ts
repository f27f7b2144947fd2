/** What a batch is going to do, as the journal keeps it before the database is touched. */
import { BSON, Binary } from 'bson';
import * as z from 'zod';
import { ByteWriter, beginDocument, endDocument } from '../formats/bson/document-writer.ts';
import { documentsIn, elementAt } from '../formats/bson/elements.ts';

/** `remove`: the document is none of the files' and goes, where the collection is replaced. */
export type EntryAction = 'insert' | 'change' | 'remove';
export type RecordAction = Exclude<EntryAction, 'remove'> | 'unchanged' | 'skip';

const entryActions: readonly EntryAction[] = ['insert', 'change', 'remove'];
const recordActions: readonly RecordAction[] = ['insert', 'change', 'unchanged', 'skip'];

/** What happens to one document of the collection. */
export interface PlannedEntry {
  /** A document with nothing but the `_id`. */
  readonly key: Uint8Array;
  readonly action: EntryAction;
  /** The document as it is now; absent for inserts, and where the job keeps nothing to undo it with. Raw BSON. */
  readonly before?: Uint8Array | undefined;
  /** XXH64 of the document as it will be; 0 where it will be gone. */
  readonly afterHash: bigint;
}

/** What happens to one record of the file. */
export interface PlannedRecord {
  /** Its number in the file. */
  readonly record: number;
  readonly action: RecordAction;
  /** Index of the entry it changes, or -1. */
  readonly entry: number;
}

export interface PlannedBatch {
  readonly entries: readonly PlannedEntry[];
  readonly records: readonly PlannedRecord[];
  /** Records whose documents are not as the dry run had seen them. */
  readonly changedSince?: readonly { readonly record: number; readonly id: string }[];
}

/** The plan without its before-images, which are kept compressed beside it. */
export function packPlan({ entries, records }: PlannedBatch): Uint8Array {
  const actions = new Uint8Array(entries.length);
  const after = new BigUint64Array(entries.length);
  entries.forEach(({ action, afterHash }, i) => {
    actions[i] = entryActions.indexOf(action);
    after[i] = afterHash;
  });
  const numbers = new Float64Array(records.length);
  const perRecord = new Uint8Array(records.length);
  const recordEntries = new Int32Array(records.length);
  records.forEach(({ record, action, entry }, i) => {
    numbers[i] = record;
    perRecord[i] = recordActions.indexOf(action);
    recordEntries[i] = entry;
  });
  const keys = Buffer.concat(entries.map(({ key }) => key));
  return pack({ keys, actions, after, numbers, recordActions: perRecord, recordEntries });
}

/** A plan by which every record is inserted, flat. */
export interface PlannedInserts {
  /** The documents, one behind the other, `_id` first. */
  readonly documents: Uint8Array;
  /** Where each document starts, and where the last one ends. */
  readonly offsets: Uint32Array;
  /** XXH64 of each document. */
  readonly hashes: BigUint64Array;
  /** The number of each record in the file. */
  readonly numbers: Float64Array;
}

/** The same bytes as `packPlan` makes of such a plan, without an object for each record. */
export function packInserts({ documents, offsets, hashes, numbers }: PlannedInserts): Uint8Array {
  const count = numbers.length;
  return pack({
    keys: keysOf(documents, offsets),
    actions: new Uint8Array(count).fill(entryActions.indexOf('insert')),
    after: hashes,
    numbers,
    recordActions: new Uint8Array(count).fill(recordActions.indexOf('insert')),
    recordEntries: Int32Array.from(numbers, (_, i) => i),
  });
}

/** Documents with nothing but the `_id`, one behind the other. */
function keysOf(documents: Uint8Array, offsets: Uint32Array): Uint8Array {
  const out = new ByteWriter(64 * (offsets.length - 1));
  for (const offset of offsets.subarray(0, -1)) {
    const start = beginDocument(out);
    const { end } = elementAt(documents, offset + 4);
    out.append(documents.subarray(offset + 4, end));
    endDocument(out, start);
  }
  return out.written();
}

/** A plan in columns: a value for each entry, then one for each record. */
interface PlanColumns {
  readonly keys: Uint8Array;
  readonly actions: Uint8Array;
  readonly after: BigUint64Array;
  readonly numbers: Float64Array;
  readonly recordActions: Uint8Array;
  readonly recordEntries: Int32Array;
}

function pack(columns: PlanColumns): Uint8Array {
  const bytes = Object.entries(columns).map(([name, { buffer, byteOffset, byteLength }]) => [
    name,
    new Binary(new Uint8Array(buffer, byteOffset, byteLength)),
  ]);
  return BSON.serialize(Object.fromEntries(bytes));
}

const packedSchema = z.object({
  keys: z.instanceof(Binary),
  actions: z.instanceof(Binary),
  after: z.instanceof(Binary),
  numbers: z.instanceof(Binary),
  recordActions: z.instanceof(Binary),
  recordEntries: z.instanceof(Binary),
});

/** @param before the before-images of the changes, in the order of the entries */
export function unpackPlan(packed: Uint8Array, before: Uint8Array): PlannedBatch {
  const plan = packedSchema.parse(BSON.deserialize(packed, { promoteBuffers: false }));
  const images = documentsIn(before);
  const after = new BigUint64Array(copyOf(plan.after));
  const actions = plan.actions.value();
  const entries = [...documentsIn(plan.keys.value())].map((key, i): PlannedEntry => {
    const action = pickAction(entryActions, actions[i]);
    const image: unknown = action === 'insert' ? undefined : images.next().value;
    return {
      key,
      action,
      afterHash: after[i] ?? 0n,
      ...(image instanceof Uint8Array ? { before: image } : {}),
    };
  });
  const [numbers, recordEntries] = [
    new Float64Array(copyOf(plan.numbers)),
    new Int32Array(copyOf(plan.recordEntries)),
  ];
  const perRecord = plan.recordActions.value();
  const records = Array.from(numbers, (record, i): PlannedRecord => ({
    record,
    action: pickAction(recordActions, perRecord[i]),
    entry: recordEntries[i] ?? -1,
  }));
  return { entries, records };
}

function pickAction<T>(actions: readonly T[], code: number | undefined): T {
  const action = code === undefined ? undefined : actions[code];
  if (action === undefined) throw new RangeError(`the journal holds an unknown action ${code}`);
  return action;
}

function copyOf(binary: Binary): ArrayBuffer {
  const bytes = binary.value();
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer; // js-bson's buffers are never shared.
}
