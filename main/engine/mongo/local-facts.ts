import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalServerFacts } from '../api/browse.ts';
import type { HomeFolders } from '../files/home.ts';
import { localStatus } from './local-server.ts';
import { localPaths, readLocalState } from './local-state.ts';

/** The local MongoDB as people ask about it; starts nothing. */
export async function localFacts(folders: HomeFolders): Promise<LocalServerFacts> {
  const [status, state] = await Promise.all([localStatus(folders), readLocalState(localPaths(folders))]);
  const version = status.version ?? state?.version;
  return {
    running: status.running,
    ...(status.uri === undefined ? {} : { uri: status.uri }),
    ...(version === undefined ? {} : { version }),
    folder: status.dataPath,
    bytes: await folderBytes(status.dataPath),
    ...(state?.binary === undefined ? {} : { program: state.binary }),
  };
}

/** Files that go away meanwhile count as nothing. */
async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
