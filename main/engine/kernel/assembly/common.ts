/** What both directions share. All addresses are in the kernel's linear memory. */

/** How a call ended. `more`: the input ends too early; `full`: the output does; `bail`: this is for the slow way. */
export const done: i32 = 0;
export const more: i32 = 1;
export const full: i32 = 2;
export const bail: i32 = 3;

export const quote: u8 = 0x22;
export const backslash: u8 = 0x5c;

/**
 * Bytes that may be read and written behind the place that was last compared with the end of a region: a step of sixteen,
 * the longest value of fixed size, and the closing bytes of containers as deep as they get. Regions have so much room.
 */
export const slack: usize = 256;

/** Where the memory is free for input and output. */
export function regions(): usize {
  return (__heap_base + 63) & ~63;
}

/** Whether any byte has its highest bit set, which no ASCII text has. */
export function hasHighBit(bytes: v128): bool {
  return i8x16.bitmask(bytes) != 0;
}
