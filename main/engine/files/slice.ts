/** The bytes [from, to) of a stream of which `chunks` hold the part that begins at `start`, as a copy. */
export function sliceOf(chunks: readonly Uint8Array[], start: number, from: number, to: number): Buffer {
  const pieces: Uint8Array[] = [];
  let at = start;
  for (const chunk of chunks) {
    if (at >= to) break;
    if (at + chunk.length > from) pieces.push(chunk.subarray(Math.max(0, from - at), to - at));
    at += chunk.length;
  }
  return Buffer.concat(pieces);
}
