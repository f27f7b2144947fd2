/**
 * Gives memory back now, instead of when V8 notices that nobody has it: buffers are no weight to it until there are many,
 * and then it looks through all objects for them.
 * @param views of buffers that nobody else uses, and no pool's; all their views are empty afterwards
 */
export function giveBack(views: Iterable<Uint8Array>): void {
  const buffers = new Set<ArrayBufferLike>();
  for (const { buffer } of views) buffers.add(buffer);
  for (const buffer of buffers) if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
