import { homeFolders, sluiceHome } from '../../main/engine/files/home.ts';
import { findOrFetchMongod } from '../../main/engine/mongo/mongod-binary.ts';
import { sayStep } from './screen.mjs';

/** The path of a mongod for development and tests, fetched into the clone's cache where there is none. */
export function setUpMongod() {
  return findOrFetchMongod({
    env: process.env,
    folders: homeFolders(sluiceHome()),
    onStep: sayStep,
  });
}
