/** What the Settings screen says. */
import type { Language, Theme } from '../../../preload/contract.ts';
import { number } from './words.ts';

export const settings = {
  title: 'Settings',
  look: 'Appearance',
  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' } satisfies Record<Theme, string>,
  language: 'Language',
  languages: { system: 'As the system', en: 'English', de: 'Deutsch' } satisfies Record<Language, string>,
  notifications: 'Say when a job has ended',
  notificationsHint: 'With a notification of the system, while another window is in front.',
  limits: 'Limits and space',
  maxSize: 'Largest file to import, in MB',
  maxSizeHint: 'Empty: no limit.',
  journalDays: 'Days to keep what undo needs',
  journalDaysHint: 'Empty: until you free it in the history. Jobs that can be resumed are left alone.',
  tempFolder: 'Folder for temporary files',
  tempFolderHint: 'For copies of files that are read, while a job needs them. Holds from the next start on.',
  notNumber: (least: number, most: number | undefined) =>
    most === undefined
      ? `This has to be a number ${least > 0 ? `from ${number(least)} on` : 'above 0'}.`
      : `This has to be a number from ${number(least)} to ${number(most)}.`,
  automatic: 'Chosen by Sluice',
  choose: 'Choose…',
  chooseOf: (label: string) => `Choose: ${label}`,
  reset: 'Reset',
  resetOf: (label: string) => `Reset: ${label}`,
  localServer: {
    title: 'MongoDB on this computer',
    state: 'State',
    running: (version: string | undefined) => (version === undefined ? 'running' : `running, ${version}`),
    stopped: 'not running',
    size: 'Size on disk',
    place: 'Data folder',
    uri: 'Address',
    program: 'Program',
    programHint: 'The mongod to run. Otherwise Sluice takes the one on the PATH, or fetches one.',
    folder: 'Folder for its data',
    folderHint:
      'Sluice makes one of its own in it, or takes it as it is if it holds a MongoDB’s data. Nothing is moved: another folder holds other databases.',
    port: 'Port',
    portHint: 'Empty: any free one.',
    cache: 'Cache, in MB',
    cacheHint: 'Empty: 1,024 MB.',
    nextStart: 'Changes here hold when Sluice is started the next time.',
  },
  privacy: 'Privacy',
  telemetry:
    'Sluice sends nothing to anybody: no telemetry, no crash reports, no update checks. It talks to the servers that you connect to, and once to MongoDB’s download site if it has to fetch its own MongoDB.',
  version: (name: string, version: string) => `${name} ${version}`,
};
