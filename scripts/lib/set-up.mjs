import { setUpElectron } from './electron.mjs';
import { setUpMongod } from './mongod.mjs';
import { endLine } from './screen.mjs';
import { setUpSystem } from './system.mjs';

/**
 * Gets everything the window and the tests need, and does nothing where it is there already. Needs Node 24.
 * @param {{ window?: boolean, tests?: boolean }} uses
 */
export async function setUp({ window = false, tests = false }) {
  await setUpMongod();
  const shell = window || tests ? await setUpElectron() : undefined;
  const uses = [
    ...(window || tests ? /** @type {const} */ (['window']) : []),
    ...(tests ? /** @type {const} */ (['tests']) : []),
  ];
  await setUpSystem(uses);
  endLine();
  return { shell };
}
