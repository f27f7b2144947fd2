import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where Sluice keeps its state: SLUICE_HOME, else `Sluice` in the platform's folder for application data. */
export function sluiceHome(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.SLUICE_HOME) return env.SLUICE_HOME;
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Sluice');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Sluice');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'sluice');
}

/** The folders under it, each named once. */
export interface HomeFolders {
  readonly root: string;
  /** jobs.sqlite, one jobs/JOBID.sqlite a job, and the owner locks. */
  readonly journal: string;
  /** Staged copies and scratch files; emptied of leftovers at the next start. */
  readonly temp: string;
  /** The local MongoDB: data files, log, and what is known of the running server. */
  readonly mongo: string;
  /** Downloaded binaries. */
  readonly binaries: string;
  readonly logs: string;
  /** Sample files to try things with. */
  readonly samples: string;
  readonly settingsFile: string;
}

export function homeFolders(root: string): HomeFolders {
  return {
    root,
    journal: join(root, 'journal'),
    temp: join(root, 'temp'),
    mongo: join(root, 'mongo'),
    binaries: join(root, 'binaries'),
    logs: join(root, 'logs'),
    samples: join(root, 'samples'),
    settingsFile: join(root, 'settings.json'),
  };
}
