import { join } from 'node:path';

/** Where things are in a clone of the project. */
export const repository = join(import.meta.dirname, '..', '..');
export const cache = join(repository, '.cache');
export const modules = join(repository, 'node_modules');

/** @param {string[]} parts */
export const inRepository = (...parts) => join(repository, ...parts);
