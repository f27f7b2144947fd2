/**
 * The names of the door, and the IPC channels they travel on. Kept apart from the contract so that the preload
 * script stays small: no schemas are needed there, the main process validates.
 */
export const requestNames = [
  'inspect',
  'submit',
  'undo',
  'resume',
  'cancel',
  'pause',
  'jobs',
  'journalSpace',
  'job',
  'namespaces',
  'rejects',
  'findings',
  'choose',
  'writePlan',
  'prune',
  'again',
  'report',
  'sample',
  'makeSample',
  'count',
  'preview',
  'documents',
  'document',
  'messages',
  'ping',
  'localServer',
  'chooseFiles',
  'chooseSavePath',
  'chooseFolder',
  'chooseProgram',
  'expandPaths',
  'recentFiles',
  'clearRecentFiles',
  'connections',
  'saveConnection',
  'removeConnection',
  'testConnection',
  'showInFolder',
  'openPath',
  'startDrag',
  'copyText',
  'takeOpenedFiles',
  'getSettings',
  'setSettings',
  'appInfo',
  'engineStatus',
] as const;
export type RequestName = (typeof requestNames)[number];

export const eventNames = [
  'progress',
  'jobChanged',
  'jobEnded',
  'setUp',
  'engineState',
  'menu',
  'openFiles',
] as const;
export type EventName = (typeof eventNames)[number];

export const requestChannel = (name: RequestName): string => `sluice:request:${name}`;
export const eventChannel = (name: EventName): string => `sluice:event:${name}`;
