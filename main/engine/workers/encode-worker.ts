/** Encodes batches of documents to text in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { SluiceError } from '../api/errors.ts';
import { documentsIn } from '../formats/bson/elements.ts';
import { createCsvEncoder } from '../formats/csv/write.ts';
import { KernelEncoder } from '../formats/json/kernel-encoder.ts';
import { JsonEncoder } from '../formats/json/write.ts';
import type { EncoderTask, FromEncoder, ToEncoder } from './messages.ts';

type Encode = (message: ToEncoder) => Uint8Array;

function createEncode(task: EncoderTask): Encode {
  if (task.format === 'csv') {
    const encoder = createCsvEncoder({ columns: task.columns, ejson: task.ejson });
    return ({ documents }) => encoder.encode(documents);
  }
  const options = { ejson: task.ejson, hideEqualId: task.shape === 'conversation' };
  if (task.ejson === 'relaxed') {
    const kernel = new KernelEncoder(options);
    return ({ documents, isFirst }) => kernel.encode(documents, task.format === 'jsonl', isFirst);
  }
  const encoder = new JsonEncoder(options);
  const isLines = task.format === 'jsonl';
  const between = isLines ? undefined : Buffer.from(',\n');
  const after = isLines ? Buffer.from('\n') : undefined;
  return ({ documents, isFirst }) => {
    encoder.out.position = 0;
    let first = isFirst;
    for (const document of documentsIn(documents)) {
      if (between && !first) encoder.out.append(between);
      first = false;
      encoder.document(document);
      if (after) encoder.out.append(after);
    }
    return encoder.out.written();
  };
}

const port = parentPort;
if (!port) throw new Error('the encoder runs in a worker thread');
const encode = createEncode(workerData as EncoderTask);
port.on('message', (message: ToEncoder) => {
  let answer: FromEncoder;
  let transfer: ArrayBuffer[] = [];
  try {
    const text = new Uint8Array(encode(message));
    answer = { kind: 'encoded', seq: message.seq, text };
    transfer = [text.buffer];
  } catch (error) {
    answer = { kind: 'failed', seq: message.seq, error: SluiceError.from(error).toReport() };
  }
  port.postMessage(answer, transfer);
});
