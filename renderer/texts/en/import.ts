/** What the Import screen says until the import starts. */
import type {
  Compression,
  ConflictPolicy,
  ExportFormat,
  FieldType,
  Finding,
  ReadBack,
  RecordChoice,
  Shape,
} from '../../../preload/contract.ts';
import { counted, nouns, number } from './words.ts';

export const drop = {
  region: 'Drop zone',
  title: 'Drop files here',
  another: 'Drop other files here',
  more: 'Drop more files here to import them together',
  several: 'Several files and folders at once become one import.',
  sample: 'Try it with sample data',
  choose: 'Choose files',
  add: 'Add files',
  formats: (extensions: readonly string[]) => `Conversations or any records: ${extensions.join(', ')}`,
  noPath: 'This file has no place on disk. Save it first, then drop it again.',
};

export const files = {
  list: 'Files to import',
  title: (count: number) => `${counted(count, 'file')}, one import`,
  order: 'They are read in this order, as if they were one file.',
  looking: (name: string) => `Looking at ${name}…`,
  takeOut: 'Take out',
  leftOut: (count: number, isCut: boolean) =>
    (count === 0
      ? ''
      : `${counted(count, 'file')} in the folders cannot be imported and ${count === 1 ? 'was' : 'were'} left out. `) +
    (isCut ? 'Only the first 10,000 files were taken.' : ''),
  takeOutOf: (name: string) => `Take out ${name}`,
};

export const inspection = {
  format: 'Format',
  compressed: 'Compressed',
  packed: (compression: Compression, entry?: string) =>
    entry === undefined ? compression : `${entry} in ${compression}`,
  size: 'Size',
  records: 'Records',
  target: 'Where to',
  database: 'Database',
  collection: 'Collection',
  policy: 'If a record is already there',
  newCollection: 'A new collection will be created.',
  existing: (documents: number | undefined) =>
    documents === undefined ? 'Exists already.' : `Holds about ${counted(documents, 'document')} now.`,
  exactly: (count: number) => `${number(count)}, all looked at`,
  about: (count: number, sampled: number) => `about ${number(count)}, from the first ${number(sampled)}`,
  sampled: (sampled: number) => `${number(sampled)} looked at`,
  problems: (count: number) => `${counted(count, 'problem')} in the first records`,
  problem: (record: number, line: number, message: string) =>
    `Record ${number(record)}, line ${number(line)}: ${message}`,
  problemsHint: 'Such records are set aside as rejects; the others are imported.',
  samples: 'First records',
  contents: 'What is in it',
  fields: (count: number) => counted(count, 'field'),
  reading: 'Reading…',
  noSamples: 'No record could be read.',
  number: 'No.',
  record: (record: number) => `Record ${number(record)}`,
  recordAt: (record: number, line: number) => `Record ${number(record)}, line ${number(line)}`,
};

export const formats = { json: 'JSON', jsonl: 'JSON Lines', csv: 'CSV' } satisfies Record<
  ExportFormat,
  string
>;

export const shapes = { conversation: 'conversations', any: 'records' } satisfies Record<Shape, string>;

export const policies = {
  update: { name: 'Update', description: 'Its fields replace the old ones, other fields stay.' },
  replace: { name: 'Replace', description: 'The whole document is replaced.' },
  skip: { name: 'Skip', description: 'The document stays as it is.' },
  merge: { name: 'Merge', description: 'Messages of both are united in time order.' },
  newer: { name: 'Keep the newer', description: 'The one updated later wins.' },
  stop: { name: 'Stop', description: 'The import stops, and what it wrote is taken back.' },
} satisfies Record<ConflictPolicy, { name: string; description: string }>;

export const recent = {
  title: 'Imported before',
  clear: 'Clear the list',
};

export const fieldTable = {
  columns: {
    name: 'Field',
    types: 'Types',
    coverage: 'In records',
  },
  coverageOf: (name: string) => `Records that have ${name}`,
  mappingHint:
    'Untick a field to leave it out, give it another name, or have its values converted. A record with a value that cannot be converted goes to the rejects.',
  mappingColumns: { name: 'Field', to: 'Name in the collection', type: 'Type' },
  takes: (name: string) => `Import ${name}`,
  nameOf: (name: string) => `Name in the collection of ${name}`,
  typeOf: (name: string) => `Type of ${name}`,
  asItIs: (types: string) => `As it is: ${types}`,
  fieldTypes: {
    string: 'Text',
    integer: 'Whole number',
    double: 'Number',
    decimal: 'Decimal number',
    boolean: 'True or false',
    date: 'Date',
    objectId: 'ObjectId',
  } satisfies Record<FieldType, string>,
};

export const options = {
  title: 'More options',
  key: 'Key fields',
  keyHint:
    'Fields that tell which document a record belongs to, separated by commas. Empty: the id. ' +
    'For example email, or address.city for a field inside another.',
  replaceCollection: 'Replace the whole collection',
  replaceHint: 'Afterwards it holds what the files hold and nothing else.',
  replaceWarning: (collection: string, documents: number | undefined) =>
    `Every document of ${collection} that the files do not hold is removed` +
    (documents === undefined ? '.' : `; it holds about ${counted(documents, 'document')} now.`),
  replaceUndo: 'Undo brings them back.',
  replaceForGood: 'They cannot be brought back, because what undo needs is not kept.',
  readBack: 'Reading back',
  readBacks: {
    none: { name: 'Nothing', description: 'What was written is not read again.' },
    sample: { name: 'A sample', description: 'Some documents are read again and compared.' },
    all: { name: 'Everything', description: 'Every document is read again and compared. This takes longer.' },
  } satisfies Record<ReadBack, { name: string; description: string }>,
  undo: 'Keep what undo needs',
  undoHint: 'What documents were before is kept on this computer until you forget it.',
  undoWarning: 'This import cannot be undone. What documents were before they changed is lost.',
};

export const start = {
  region: 'Start',
  import: (count: number | undefined, shape: Shape, isExact: boolean) => {
    if (count === undefined) return `Import ${nouns[shape]}s`;
    return `Import ${isExact ? '' : 'about '}${counted(count, nouns[shape])}`;
  },
  check: 'Check first',
  checkAgain: 'Check again',
  stopChecking: 'Stop checking',
  canUndo: 'The whole import can be undone afterwards.',
  cannotUndo: 'This import cannot be undone afterwards.',
  looking: 'The files are being looked at.',
  unreadable: (count: number) =>
    count === 1
      ? 'One file cannot be read. Take it out to import the others.'
      : `${number(count)} files cannot be read. Take them out to import the others.`,
  checking: 'Checking. Nothing is written.',
  checked: 'Checked. Nothing has been written yet.',
  stale: 'Changed since the check. Check again to see what the import would do now.',
};

export const check = {
  title: 'What the import would do',
  progress: 'Check progress',
  stale:
    'These are the answers for other files, another target or another policy. Choices made below are not used; check again to use them.',
  broken: 'The check came to no end.',
  stopped: 'The check was stopped.',
  interrupted: 'The check was interrupted. Check again.',
  takes: 'Takes about',
  grows: 'Collection grows by',
  shrinks: 'Collection shrinks by',
  journal: 'Kept for undo',
  counts: 'Records by what the check found',
  meanings: {
    new: 'not in the collection yet',
    identical: 'there already, the same',
    differing: 'there already, and different',
    duplicates: 'more than once in the files',
    invalid: 'would be rejected',
  },
  suggestion: (name: string) => `Suggested: ${name}`,
  suggestionTaken: (name: string) => `${name} fits`,
  use: (name: string) => `Use ${name}`,
};

export const differing = {
  title: (count: number) => counted(count, 'differing record'),
  list: 'Differing records',
  hint: 'Choose for single records what the policy would do otherwise.',
  selectAll: 'Select all',
  selected: (count: number) => `${number(count)} selected`,
  noneSelected: 'Select records to choose for many at once.',
  choose: 'Choose for the selected records',
  where: (record: number, line: number, file: string | undefined) =>
    `record ${number(record)}, line ${number(line)}${file === undefined ? '' : ` of ${file}`}`,
  select: (id: string) => `Select ${id}`,
  choiceOf: (choice: string, id: string) => `${choice}, choice for ${id}`,
  field: 'Field',
  mine: 'Mine, in the collection',
  file: "The file's",
  found: (count: number) => counted(count, 'difference'),
  foundList: 'Differences',
  classes: {
    differing: 'differs',
    missing: 'missing',
    extra: 'extra',
    different: 'different',
  } satisfies Record<Finding['class'], string>,
  absent: 'not there',
  moreFields: (count: number) => `${counted(count, 'more field')} not shown`,
  notCompared: 'Only the first 1,000 records are shown field by field.',
  more: (count: number, left: number) => `Show ${number(count)} more (${number(left)} left)`,
  loading: 'Loading…',
  choices: {
    policy: { name: 'By the policy', description: 'What the import does with all others.' },
    keep: { name: 'Keep mine', description: 'The document stays as it is.' },
    take: { name: "Take the file's", description: 'Its fields win, other fields stay.' },
    replace: { name: 'Replace', description: 'The whole document becomes what the file has.' },
    merge: { name: 'Merge', description: 'Messages of both are united in time order.' },
  } satisfies Record<RecordChoice, { name: string; description: string }>,
};
