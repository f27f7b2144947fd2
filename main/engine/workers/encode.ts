/** Documents to the text of an export. */
import { documentsOf } from '../formats/bson/document-batch.ts';
import { createCsvEncoder } from '../formats/csv/write.ts';
import { KernelEncoder } from '../formats/json/kernel-encoder.ts';
import { JsonEncoder } from '../formats/json/write.ts';
import type { EncoderTask, ToEncoder } from './messages.ts';

type Documents = Pick<Extract<ToEncoder, { kind: 'documents' }>, 'batch' | 'isFirst'>;
/** The text is valid until the next call. */
export type Encode = (message: Documents) => { readonly text: Uint8Array; readonly documents: number };

/** What makes text of documents as the task says. */
export function createEncode(task: EncoderTask): Encode {
  if (task.format === 'csv') return csvEncode(task);
  const options = { ejson: task.ejson, hideEqualId: task.shape === 'conversation' };
  const isLines = task.format === 'jsonl';
  if (task.ejson === 'canonical') return canonicalEncode(new JsonEncoder(options), isLines);
  const kernel = new KernelEncoder(options);
  return ({ batch, isFirst }) => {
    const text = kernel.encode(batch, isLines, isFirst);
    return { text, documents: kernel.documents };
  };
}

function csvEncode(task: EncoderTask): Encode {
  const encoder = createCsvEncoder({ columns: task.columns, ejson: task.ejson });
  return ({ batch }) => {
    let documents = 0;
    const counted = function* (): Generator<Uint8Array> {
      for (const document of documentsOf(batch)) {
        documents++;
        yield document;
      }
    };
    return { text: encoder.encode(counted()), documents };
  };
}

function canonicalEncode(encoder: JsonEncoder, isLines: boolean): Encode {
  const between = Buffer.from(isLines ? '' : ',\n');
  const after = Buffer.from(isLines ? '\n' : '');
  return ({ batch, isFirst }) => {
    encoder.out.position = 0;
    let documents = 0;
    for (const document of documentsOf(batch)) {
      if (documents > 0 || !isFirst) encoder.out.append(between);
      encoder.document(document);
      encoder.out.append(after);
      documents++;
    }
    return { text: encoder.out.written(), documents };
  };
}
