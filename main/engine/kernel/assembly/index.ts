export { at, out, newlines, lastNewline, isPlain, transcode } from './json-to-bson';
export { documents, encode, encodedTo } from './bson-to-json';
export { regions, slack } from './common';
