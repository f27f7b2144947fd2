/** What the Collections screen says. */
import { counted, number } from './words.ts';

export const browse = {
  choose: 'Choose a collection on the left to see what is in it.',
  importInto: 'Import into it…',
  exportFrom: 'Export…',
  query: 'Query',
  queryPlaceholder: 'Query, for example {"model":"opus"}',
  find: 'Find',
  documents: (count: number, size: string) => `${counted(count, 'document')}, ${size}`,
  found: (found: number | undefined, total: number) =>
    found === undefined
      ? `counting takes too long; ${counted(total, 'document')} in all`
      : `${number(found)} of ${counted(total, 'document')}`,
  list: 'Documents',
  loading: 'Loading…',
  empty: 'There is nothing in this collection.',
  nothing: 'No document fits this query.',
  full: (count: number) => `These are the first ${number(count)}. Narrow the query down to see others.`,
  messages: (count: number) => counted(count, 'message'),
  moreMessages: (left: number) => `Show more (${number(left)} left)`,
  document: 'Document',
  chooseDocument: 'Choose a document to read it.',
  back: 'Back to the documents',
  details: 'Fields',
  way: 'How it is shown',
  read: 'Read',
  raw: 'Raw',
  copy: 'Copy',
  copied: 'Copied.',
  cut: 'Only its beginning is shown.',
  roles: { user: 'User', assistant: 'Assistant' },
};
