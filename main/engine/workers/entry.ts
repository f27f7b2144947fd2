/** Where the entry points of the worker threads are: beside this file, as source or as built. */
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.mjs';

export function workerUrl(name: 'reader-worker' | 'encode-worker'): URL {
  return new URL(`./${name}${extension}`, import.meta.url);
}
