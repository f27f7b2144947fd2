import { copyFile, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { build as pack, Platform } from 'electron-builder';
import { buildStale } from './build.mjs';
import { setUpElectron, standIn } from './electron.mjs';
import { modules, repository } from './places.mjs';
import { endLine, say } from './screen.mjs';

/** Builds the app and packs it, unpacked, for this platform. */
export async function packageApp() {
  const shell = await setUpElectron();
  await buildStale();
  say('Packing the app into out/');
  endLine();
  const packed = { folder: '' };
  /** @type {import('electron-builder').Configuration} */
  const config = {
    electronDist: shell.folder,
    ...(shell.fallback ? await oldShell(shell.folder) : {}),
    afterPack: async ({ appOutDir }) => {
      packed.folder = appOutDir;
    },
  };
  const targets = Platform.current().createTarget('dir');
  await pack({ projectDir: repository, targets, publish: 'never', config });
  if (shell.fallback) await addStandIn(join(packed.folder, 'resources'));
}

/**
 * The old shell does not know the fuses.
 * @param {string} folder
 */
async function oldShell(folder) {
  const version = await readFile(join(folder, 'electron-version'), 'utf8');
  return { electronVersion: version.trim(), electronFuses: null };
}

/**
 * In the old shell the packed app needs the stand-in as well, and with it a Node of its own.
 * @param {string} resources
 */
async function addStandIn(resources) {
  // This shell would prefer app.asar to the stand-in.
  for (const ending of ['', '.unpacked']) {
    await rename(join(resources, `app.asar${ending}`), join(resources, `sluice-app.asar${ending}`));
  }
  await copyFile(join(modules, 'node', 'bin', 'node'), join(resources, 'node'));
  await standIn(join(resources, 'app'), { node: '../node', app: '../sluice-app.asar' });
}
