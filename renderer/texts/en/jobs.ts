/** What is said of jobs that run or have ended. */
import type { JobCounts, JobState, Operation, Phase } from '../../../preload/contract.ts';
import { counted, number } from './words.ts';

export const job = {
  progress: 'Job progress',
  summary: 'Job summary',
  cancel: 'Cancel job',
  pause: 'Pause',
  resume: 'Resume',
  resumeOf: (name: string) => `Resume import of ${name}`,
  undo: 'Undo import',
  undoOf: (name: string) => `Undo import of ${name}`,
  saveRejects: 'Save rejects…',
  rejectsSaved: (count: number, path: string) => `${counted(count, 'reject')} saved to ${path}`,
  showInFolder: 'Show in folder',
  openFile: 'Open',
  dragOut: 'Drag it out of the window',
  openRejects: 'Open rejects',
  showCollection: 'Show collection',
  copyReport: 'Copy report',
  reportCopied: 'The report is in the clipboard.',
  saveReport: 'Save report…',
  reportSaved: (path: string) => `Report saved to ${path}`,
  again: 'Run again',
  compare: 'Compare with the collection',
  counts: 'Counts',
  records: (current: number) => counted(current, 'record'),
  recordsOf: (current: number, total: number) => `${number(current)} of ${number(total)}`,
  labels: {
    records: 'Records',
    speed: 'Speed',
    throughput: 'Throughput',
    timeLeft: 'Time left',
    memory: 'Memory',
    undo: 'Kept for undo',
  },
  recordsPerSecond: (rate: number) => `${number(Math.round(rate))} records/s`,
  unknownTime: 'not known yet',
  waiting: 'MongoDB does not answer.',
  waitingHint:
    'Nothing is lost. The job goes on by itself as soon as MongoDB is back; after ten minutes it is paused, and you can resume it.',
  pausedHint: 'The job is paused where it was. When the reason is gone, Resume goes on from there.',
};

export const cancelling = {
  title: 'Cancel this import?',
  written: (count: number) =>
    `${counted(count, 'document')} ${count === 1 ? 'has' : 'have'} been written so far.`,
  keepHint: 'Kept, they stay, and you can resume the import later, or undo it.',
  backHint: 'Taken back, the collection is as it was before the import.',
  cannotUndo: 'They stay, and cannot be undone: this import keeps nothing for that.',
  keep: 'Keep what was written',
  takeBack: 'Take it back',
  goOn: 'Go on importing',
};

export const undoing = {
  blockedTitle: 'Newer imports stand in the way',
  blocked: (title: string) =>
    `Undoing ${title} would undo documents that these imports changed later, so they have to be undone first:`,
  newer: 'Newer imports',
  undoToo: 'Undo those too',
  leave: 'Leave everything as it is',
  restoreKept: 'Restore those as well…',
  restoreTitle: 'Restore what was changed since?',
  restoreBody: (count: number) =>
    `${counted(count, 'document')} ${count === 1 ? 'was' : 'were'} changed by somebody after the import. ` +
    `Restoring puts ${count === 1 ? 'it' : 'them'} back as before the import; those later changes are lost.`,
  restore: 'Restore and lose those changes',
};

export const pruning = {
  kept: (bytes: string) => `${bytes} kept for undo`,
  space: (bytes: string) => `${bytes} on disk`,
  total: (bytes: string) => `What undo and checks keep takes ${bytes} on this computer.`,
  forgetUndo: 'Forget how to undo',
  forgetUndoOf: (name: string) => `Forget how to undo the import of ${name}`,
  forget: 'Free the space',
  forgetOf: (name: string) => `Free the space of ${name}`,
  undoTitle: 'Forget how to undo this import?',
  undoBody: (title: string, bytes: string) =>
    `${title} cannot be undone or resumed any more, and its rejects cannot be saved any more. ${bytes} become free. The collection stays as it is.`,
  title: 'Forget the details of this job?',
  body: (title: string, bytes: string) =>
    `${title} stays in the history with its counts, without the details that it found. ${bytes} become free.`,
  confirmUndo: 'Forget it',
  confirm: 'Free the space',
};

export const dialog = { back: 'Go back' };

export const phases = {
  preparing: 'Preparing',
  staging: 'Copying the file',
  importing: 'Importing',
  removing: 'Removing what the file does not hold',
  'reading-back': 'Reading back',
  exporting: 'Exporting',
  comparing: 'Comparing',
  undoing: 'Undoing',
  finishing: 'Finishing',
} satisfies Record<Phase, string>;

export const operations = {
  import: 'Import',
  export: 'Export',
  'dry-run': 'Check, nothing written',
  verify: 'Comparison, nothing written',
  undo: 'Undo',
} satisfies Record<Operation, string>;

export const states = {
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
} satisfies Record<JobState, string>;

export const counts = {
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
} satisfies Record<keyof JobCounts, string>;

export const summary = {
  addsUp: (of: JobCounts) =>
    `${number(of.read)} read = ${number(of.inserted)} inserted + ` +
    `${number(of.updated)} updated + ${number(of.unchanged)} unchanged + ` +
    `${number(of.skipped)} skipped + ${number(of.rejected)} rejected`,
  removed: (count: number) =>
    `${counted(count, 'document')} that the files do not hold ${count === 1 ? 'was' : 'were'} removed.`,
  took: (bytes: string, seconds: string) => `${bytes} in ${seconds}`,
  undo: 'The collection is as it was before the import.',
  undoKept: (count: number) =>
    `${counted(count, 'document')} changed since the import and ${count === 1 ? 'was' : 'were'} left alone.`,
  keptIds: 'Ids left alone',
  nothingWritten: 'Nothing was written.',
  allSame: 'The collection holds what the files say, and nothing else.',
  verified: (missing: number, extra: number, different: number) =>
    `The collection is not what the files say: ${counted(missing, 'record')} without a document (missing), ` +
    `${counted(extra, 'document')} without a record (extra), ${number(different)} different.`,
  readBack: (checked: number) =>
    `Read back ${counted(checked, 'document')}: ${checked === 1 ? 'it is' : 'all are'} what was written.`,
  readBackDiffers: (checked: number, different: number) =>
    `Read back ${counted(checked, 'document')}: ${number(different)} ${different === 1 ? 'is' : 'are'} not what was written. Somebody changed them meanwhile, or they were lost.`,
  changedSincePlan: (count: number) =>
    `${counted(count, 'document')} changed between the check and the import; the policy decided about ${count === 1 ? 'it' : 'them'}.`,
  cannotUndo: 'This import cannot be undone: what undo needs was not kept.',
  forgotten: 'This import cannot be undone any more: what undo needs was forgotten.',
  suggestion: (policy: string, reason: string) => `Suggested policy: ${policy}. ${reason}`,
  exported: (count: number) => `${counted(count, 'document')} exported`,
  path: 'File',
  sha256: 'SHA-256',
  files: 'Files',
  warnings: 'Worth knowing',
};

export const plot = {
  label: 'Speed over time',
  records: 'records/s',
  megabytes: 'MB/s',
};

export const log = {
  title: 'What happened',
  rejected: 'The first record was rejected',
  state: (state: string) => `The job is ${state}`,
};
