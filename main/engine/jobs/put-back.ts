/** Writes documents as they were before a job, in an order and a way that the collection takes them again. */
import { SluiceError } from '../api/errors.ts';
import {
  insertDocuments,
  type Replacement,
  replaceDocuments,
  type Workplace,
  type WriteReply,
} from '../mongo/documents.ts';
import { validationFailure } from '../mongo/refusals.ts';

/**
 * Replaces documents in the reverse of the order in which they were changed, so that values of unique indexes which went
 * from one to another find their way back. Returns how many were replaced.
 */
export async function putBack(place: Workplace, replacements: readonly Replacement[]): Promise<number> {
  const backwards = replacements.toReversed();
  const reply = await replaceDocuments(place, backwards);
  const unfit = refusedByRules(reply, backwards);
  return reply.count + (await despiteRules(unfit, (options) => replaceDocuments(place, unfit, options)));
}

/** Inserts documents that were there before. Returns how many were inserted. */
export async function bringBack(place: Workplace, documents: readonly Uint8Array[]): Promise<number> {
  const reply = await insertDocuments(place, documents);
  const unfit = refusedByRules(reply, documents);
  return reply.count + (await despiteRules(unfit, (options) => insertDocuments(place, unfit, options)));
}

function refusedByRules<T>({ refusals }: WriteReply, sent: readonly T[]): T[] {
  return refusals.flatMap(({ code, index }) =>
    code === validationFailure && sent[index] !== undefined ? [sent[index]] : [],
  );
}

/** The collection had these documents, whatever its rules say now; not every user may put them past the rules. */
async function despiteRules(
  unfit: readonly unknown[],
  write: (options: { bypassDocumentValidation: true }) => Promise<WriteReply>,
): Promise<number> {
  if (unfit.length === 0) return 0;
  try {
    return (await write({ bypassDocumentValidation: true })).count;
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'database-auth') return 0;
    throw error;
  }
}
