/** What the kernel asks JavaScript for; described in kernel.ts. */

export declare function number(start: usize, end: usize, to: usize): i32;
export declare function extended(start: usize, end: usize, to: usize, room: usize): i64;
export declare function value(type: i32, start: usize, end: usize, to: usize, room: usize): usize;
