/** How many documents a cursor should ask for at once: left to itself, the server fills 16 MB with as many as there are. */
import type { Collection } from 'mongodb';

/** Documents, or parts of them, in a reply of the server at most. */
export const maxDocuments = 4000;
/** Bytes that the server should send at once. */
const replyBytes = 1024 * 1024;

/** So many documents that a reply of the server stays near a megabyte. @param average bytes of a document */
export function documentsPerReply(average: number): number {
  return Math.max(1, Math.min(Math.floor(replyBytes / average), maxDocuments));
}

/** Bytes of a document on average. */
export async function averageSize(collection: Collection): Promise<number> {
  const [stats] = await collection
    .aggregate<{ avg?: number }>([
      { $collStats: { storageStats: {} } },
      { $project: { avg: '$storageStats.avgObjSize' } },
    ])
    .toArray();
  return Math.max(stats?.avg ?? 1024, 64);
}
