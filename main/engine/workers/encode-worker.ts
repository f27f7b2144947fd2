/** Encodes batches of documents to text in a thread of its own. */
import { parentPort } from 'node:worker_threads';
import { SluiceError } from '../api/errors.ts';
import { giveBack } from '../give-back.ts';
import { createEncode, type Encode } from './encode.ts';
import type { FromEncoder, ToEncoder } from './messages.ts';

const port = parentPort;
if (!port) throw new Error('the encoder runs in a worker thread');
let encode: Encode | undefined;
port.on('message', (message: ToEncoder) => {
  if (message.kind === 'task') {
    encode = createEncode(message.task);
    return;
  }
  const { seq } = message;
  try {
    if (!encode) throw new Error('the encoder was not told what to do');
    const encoded = encode(message);
    const text = new Uint8Array(encoded.text);
    const { documents } = encoded;
    giveBack([message.batch.bytes]);
    port.postMessage({ kind: 'encoded', seq, text, documents } satisfies FromEncoder, [text.buffer]);
  } catch (error) {
    port.postMessage({
      kind: 'failed',
      seq,
      error: SluiceError.from(error).toReport(),
    } satisfies FromEncoder);
  }
});
