/** What the sidebar, the strip of jobs and the list of shortcuts say. */
import type { ServerFacts } from '../../../preload/contract.ts';
import { counted, number } from './words.ts';

export const connections = {
  region: 'Servers',
  title: 'Connections',
  local: 'This computer',
  server: 'Server',
  search: 'Find a collection',
  loading: 'Loading…',
  noAnswer: 'No answer',
  empty: 'Nothing in it yet',
  moreCollections: (count: number) => `${number(count)} more: search for them`,
  menu: 'Manage connections',
  add: 'Add a connection…',
  refresh: 'Read again',
  editOf: (name: string) => `Edit ${name}…`,
  removeOf: (name: string) => `Remove ${name}…`,
  remove: 'Remove',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeBody:
    'The address and the saved password are forgotten. Nothing on the server changes. To undo an import that went there you need to add it again.',
  addTitle: 'Add a connection',
  editTitle: 'Edit the connection',
  name: 'Name',
  uri: 'Address',
  uriHint: 'mongodb://user@host:27017/ or mongodb+srv://user@cluster.example.net/',
  password: 'Password',
  passwordHint: 'Kept in the keychain of this computer, and never shown again.',
  passwordKept: 'A password is saved. Type another one to replace it.',
  test: 'Test',
  testing: 'Testing…',
  save: 'Save',
  answered: (version: string, topology: string, milliseconds: number) =>
    `MongoDB ${version} answers: ${topology}, ${number(Math.round(milliseconds))} ms away.`,
  topologies: {
    standalone: 'a single server',
    'replica-set': 'a replica set',
    sharded: 'a sharded cluster',
  } satisfies Record<ServerFacts['topology'], string>,
};

export const strip = {
  region: 'Running jobs',
  progressOf: (title: string) => `Progress of ${title}`,
  left: (duration: string) => `${duration} left`,
  show: 'Show',
  showOf: (title: string) => `Show ${title}`,
  more: (count: number) => `and ${counted(count, 'more job')}`,
};

export const shortcuts = {
  title: 'Keyboard shortcuts',
  close: 'Close',
  groups: {
    files: {
      title: 'Files',
      keys: [
        { key: 'Ctrl+O', what: 'Choose files to import' },
        { key: 'Ctrl+V', what: 'Take the paths that were copied' },
        { key: 'Ctrl+E', what: 'Export a collection' },
      ],
    },
    view: {
      title: 'View',
      keys: [
        { key: 'Ctrl+1', what: 'Import' },
        { key: 'Ctrl+2', what: 'Export' },
        { key: 'Ctrl+3', what: 'Collections' },
        { key: 'Ctrl+4', what: 'History' },
        { key: 'Ctrl+,', what: 'Settings' },
        { key: 'Ctrl++', what: 'Larger' },
        { key: 'Ctrl+-', what: 'Smaller' },
        { key: 'Ctrl+0', what: 'As it was' },
        { key: '?', what: 'This list' },
      ],
    },
    lists: {
      title: 'Lists and fields',
      keys: [
        { key: 'Tab', what: 'To the next field or list' },
        { key: '↑ ↓', what: 'From row to row' },
        { key: '← →', what: 'Close and open a branch' },
        { key: 'Enter', what: 'Open, or press' },
        { key: 'Esc', what: 'Close what is on top' },
      ],
    },
  },
};
