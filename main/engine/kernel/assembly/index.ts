export { at, out, newlines, lastNewline, isPlain, transcode } from './json-to-bson';
export { encode, encodedTo, readTo } from './bson-to-json';
export { regions } from './common';
