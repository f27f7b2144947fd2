/** Is it white space between JSON values? (RFC 8259, section 2) */
export function isSpace(c: number): boolean {
  return c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
}
