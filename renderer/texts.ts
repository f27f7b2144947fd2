/** Every text of the window, in one place. */
import type {
  Compression,
  ConflictPolicy,
  ExportFormat,
  JobCounts,
  JobState,
  Operation,
  Phase,
  Shape,
  Theme,
} from '../preload/contract.ts';

const number = new Intl.NumberFormat('en');

/** 12,345 conversations; 1 conversation. */
const counted = (count: number, singular: string, plural = `${singular}s`): string =>
  `${number.format(count)} ${count === 1 ? singular : plural}`;

const nouns: Readonly<Record<Shape, string>> = { conversation: 'conversation', any: 'record' };

export const texts = {
  app: 'Sluice',
  navigation: 'Sections',
  screens: { import: 'Import', export: 'Export', history: 'History', settings: 'Settings' },

  engine: {
    starting: 'The engine is starting.',
    restarting:
      'The engine stopped and is being restarted. A job that was running can be undone from the history.',
    settingUp: (step: string, percentage?: number) =>
      percentage === undefined ? `${step} …` : `${step} … ${Math.round(percentage)} %`,
  },

  drop: {
    region: 'Drop zone',
    title: 'Drop a file here',
    another: 'Drop another file here',
    or: 'or',
    choose: 'Choose files',
    formats: (extensions: readonly string[]) => `Conversations or any records: ${extensions.join(', ')}`,
    noPath: 'This file has no place on disk. Save it first, then drop it again.',
  },

  inspection: {
    looking: (name: string) => `Looking at ${name}…`,
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
    existing: (documents: number) => `Holds ${counted(documents, 'document')} now.`,
    exactly: (count: number) => `${number.format(count)}, all looked at`,
    about: (count: number, sampled: number) =>
      `about ${number.format(count)}, from the first ${number.format(sampled)}`,
    sampled: (sampled: number) => `${number.format(sampled)} looked at`,
    problems: (count: number) => `${counted(count, 'problem')} in the first records`,
    problem: (record: number, line: number, message: string) =>
      `Record ${number.format(record)}, line ${number.format(line)}: ${message}`,
    problemsHint: 'Such records are set aside as rejects; the others are imported.',
    samples: 'First records',
    waiting: (count: number) => `${counted(count, 'more file')} after this one`,
    start: (count: number | undefined, shape: Shape, exact: boolean) => {
      if (count === undefined) return `Import ${nouns[shape]}s`;
      return exact
        ? `Import ${counted(count, nouns[shape])}`
        : `Import about ${counted(count, nouns[shape])}`;
    },
    undoNote: 'The whole import can be undone afterwards.',
  },

  formats: { json: 'JSON', jsonl: 'JSON Lines', csv: 'CSV' } satisfies Record<ExportFormat, string>,
  shapes: { conversation: 'conversations', any: 'records' } satisfies Record<Shape, string>,

  policies: {
    update: { name: 'Update', description: 'Its fields replace the old ones, other fields stay.' },
    replace: { name: 'Replace', description: 'The whole document is replaced.' },
    skip: { name: 'Skip', description: 'The document stays as it is.' },
    merge: { name: 'Merge', description: 'Messages of both are united in time order.' },
    newer: { name: 'Keep the newer', description: 'The one updated later wins.' },
    stop: { name: 'Stop', description: 'The import stops, and what it wrote is taken back.' },
  } satisfies Record<ConflictPolicy, { name: string; description: string }>,

  job: {
    progress: 'Job progress',
    summary: 'Job summary',
    cancel: 'Cancel job',
    pause: 'Pause',
    resume: 'Resume',
    resumeOf: (name: string) => `Resume import of ${name}`,
    undo: 'Undo import',
    undoOf: (name: string) => `Undo import of ${name}`,
    next: (count: number) => `Next file (${number.format(count)} left)`,
    saveRejects: 'Save rejects…',
    rejectsSaved: (count: number, path: string) => `${counted(count, 'reject')} saved to ${path}`,
    showInFolder: 'Show in folder',
    counts: 'Counts',
    recordsOf: (current: number, total: number) => `${number.format(current)} of ${number.format(total)}`,
    labels: {
      records: 'Records',
      speed: 'Speed',
      throughput: 'Throughput',
      timeLeft: 'Time left',
      memory: 'Memory',
    },
    recordsPerSecond: (rate: number) => `${number.format(Math.round(rate))} records/s`,
    unknownTime: 'not known yet',
  },

  phases: {
    preparing: 'Preparing',
    staging: 'Copying the file',
    importing: 'Importing',
    removing: 'Removing what the file does not hold',
    'reading-back': 'Reading back',
    exporting: 'Exporting',
    comparing: 'Comparing',
    undoing: 'Undoing',
    finishing: 'Finishing',
  } satisfies Record<Phase, string>,

  operations: {
    import: 'Import',
    export: 'Export',
    'dry-run': 'Dry run',
    verify: 'Verify',
    undo: 'Undo',
  } satisfies Record<Operation, string>,

  states: {
    queued: 'queued',
    running: 'running',
    paused: 'paused',
    'waiting-for-database': 'waiting for the database',
    cancelling: 'being cancelled',
    cancelled: 'cancelled',
    interrupted: 'interrupted',
    failed: 'failed',
    completed: 'completed',
    undoing: 'being undone',
    undone: 'undone',
  } satisfies Record<JobState, string>,

  counts: {
    read: 'read',
    inserted: 'inserted',
    updated: 'updated',
    unchanged: 'unchanged',
    skipped: 'skipped',
    rejected: 'rejected',
    exported: 'exported',
    deleted: 'deleted',
    restored: 'restored',
    kept: 'kept',
    removed: 'removed',
    new: 'new',
    identical: 'identical',
    differing: 'differing',
    duplicates: 'duplicates',
    invalid: 'invalid',
    same: 'same',
    missing: 'missing',
    extra: 'extra',
    different: 'different',
  } satisfies Record<keyof JobCounts, string>,

  summary: {
    addsUp: (counts: JobCounts) =>
      `${number.format(counts.read)} read = ${number.format(counts.inserted)} inserted + ` +
      `${number.format(counts.updated)} updated + ${number.format(counts.unchanged)} unchanged + ` +
      `${number.format(counts.skipped)} skipped + ${number.format(counts.rejected)} rejected`,
    took: (bytes: string, seconds: string) => `${bytes} in ${seconds}`,
    undo: 'The collection is as it was before the import.',
    undoKept: (count: number) =>
      `${counted(count, 'document')} changed since the import and ${count === 1 ? 'was' : 'were'} left alone.`,
    keptIds: 'Ids left alone',
    exported: (count: number) => `${counted(count, 'document')} exported`,
    path: 'File',
    sha256: 'SHA-256',
    warnings: 'Worth knowing',
  },

  export: {
    title: 'Export a collection',
    format: 'Format',
    fields: 'Fields',
    fieldsHint:
      'Separated by commas. Empty: all fields (CSV: id, title, created_at, message_count, cost_usd).',
    query: 'Query',
    queryHint: 'Extended JSON, for example {"cost_usd":{"$gt":1}}. Empty: all documents.',
    queryBroken: (reason: string) => `This is not a query: ${reason}`,
    start: 'Export',
    saveHint: 'You choose the file next. It appears there only when everything is in it.',
  },

  history: {
    title: 'History',
    empty: 'Nothing has been imported or exported yet.',
    columns: { job: 'Job', state: 'State', counts: 'Counts', actions: 'Actions' },
    import: (file: string, target: string) => `${file} into ${target}`,
    export: (target: string, file: string) => `${target} to ${file}`,
    'dry-run': (file: string, target: string) => `Dry run of ${file} into ${target}`,
    verify: (file: string, target: string) => `${file} compared with ${target}`,
    files: (count: number) => `${number.format(count)} files`,
    standardInput: 'standard input',
    someFile: 'a file',
  },

  settings: {
    title: 'Settings',
    theme: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' } satisfies Record<Theme, string>,
    maxSize: 'Largest file to import, in MB',
    maxSizeHint: 'Empty: no limit.',
    maxSizeBroken: 'This has to be a number above 0.',
    version: (name: string, version: string) => `${name} ${version}`,
  },
} as const;
