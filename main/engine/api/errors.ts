/**
 * The one error class of Sluice. It carries a code from a closed list, the facts that the sentence needs,
 * and turns them into words in exactly one place: the table below.
 */

/** Facts about an error, never secrets: they are journaled, logged and shown. */
export type ErrorDetails = Readonly<Record<string, string | number | undefined>>;

interface Sentence {
  readonly message: (d: ErrorDetails) => string;
  /** What the user can do next. */
  readonly hint?: (d: ErrorDetails) => string;
}

const say = (value: string | number | undefined): string => (value === undefined ? 'unknown' : String(value));

const sentences = {
  'file-not-found': {
    message: (d) => `There is no file at ${say(d.path)}.`,
    hint: () => 'Check the path. If the file was moved or deleted, put it back and try again.',
  },
  'file-is-directory': {
    message: (d) => `${say(d.path)} is a folder, not a file.`,
    hint: () => 'Choose a file inside it.',
  },
  'file-not-regular': {
    message: (d) => `${say(d.path)} is not a regular file.`,
    hint: () => 'Pipe it in instead: import - reads standard input.',
  },
  'file-unreadable': {
    message: (d) => `${say(d.path)} cannot be read (${say(d.reason)}).`,
    hint: () => 'Check the permissions of the file and its folders.',
  },
  'file-empty': {
    message: (d) => `${say(d.path)} is empty.`,
    hint: () => 'An export that was interrupted often leaves an empty file: export it again.',
  },
  'file-type-not-allowed': {
    message: (d) => `Files ending in ${say(d.extension)} cannot be imported.`,
    hint: (d) => `Sluice reads ${say(d.allowed)}.`,
  },
  'file-too-large': {
    message: (d) => `${say(d.path)} holds ${say(d.size)} bytes; the limit is ${say(d.limit)} bytes.`,
    hint: () => 'Raise or remove the size limit (--max-size, or the limits in the settings).',
  },
  'file-changed': {
    message: (d) => `${say(d.path)} changed while it was being read.`,
    hint: () => 'Undo this job, then import the file again when nothing writes to it any more.',
  },
  'source-changed': {
    message: (d) => `${say(d.path)} is not the file that the job began with: ${say(d.reason)}.`,
    hint: () => 'Put the original file back and resume, or undo the job and import the new file.',
  },
  'no-space': {
    message: (d) =>
      `There is not enough free space in ${say(d.path)}: ${say(d.needed)} bytes are needed, ${say(d.free)} are free.`,
    hint: () => 'Free some space, or choose another disk.',
  },
  'temp-unusable': {
    message: (d) => `The folder for temporary files, ${say(d.path)}, cannot be used (${say(d.reason)}).`,
    hint: () => 'Connect its disk, check its permissions, or choose another folder in the settings.',
  },
  'no-space-for-undo': {
    message: (d) =>
      `What undoing this import needs to keep may not fit into ${say(d.path)}: about ${say(d.needed)} bytes, and ${say(d.free)} are free.`,
    hint: () => 'Free some space, or import without undo (--no-undo).',
  },
  'disk-full': {
    message: (d) => `The disk of ${say(d.path)} is full.`,
    hint: () => 'Free some space and try again; what was written so far can be undone.',
  },
  'format-unknown': {
    message: (d) =>
      `${say(d.path)} does not look like JSON, JSON Lines or CSV (it starts with ${say(d.start)}).`,
    hint: () => 'If you know what it is, say so with --format.',
  },
  'compressed-broken': {
    message: (d) =>
      `${say(d.path)} is damaged: its ${say(d.kind)} data cannot be read${d.byte === undefined ? '' : ` from about byte ${d.byte} of the file on`} (${say(d.reason)}).`,
    hint: () =>
      'What came out before that place has been imported and can be undone or kept. Get the file again (an interrupted download or copy is the usual reason), or repair it, and import it anew.',
  },
  'compression-bomb': {
    message: (d) =>
      `${say(d.path)} (${say(d.size)} bytes) has grown to more than ${say(d.ratio)} times its size, as files do that are made to fill disks.`,
    hint: () =>
      'Undo this job if you do not trust the file. If you do, decompress it yourself and import what comes out.',
  },
  'zip-no-records': {
    message: (d) => `Nothing in the zip file ${say(d.path)} looks like JSON, JSON Lines or CSV.`,
    hint: () => 'Take the file with the records out of it, and import that.',
  },
  'zip-encrypted': {
    message: (d) => `What is in the zip file ${say(d.path)} is encrypted.`,
    hint: () => 'Unpack it with its password, and import what comes out.',
  },
  'json-broken': {
    message: (d) =>
      `The JSON document is broken at line ${say(d.line)}, column ${say(d.column)} (byte ${say(d.byte)}): ${say(d.reason)}.`,
    hint: () =>
      'What was read before that place has been imported and can be undone or kept. Repair or re-export the file to get the rest.',
  },
  'json-no-records': {
    message: (d) =>
      `${say(d.path)} is JSON, but holds no list of records: no root array and no "conversations" array.`,
    hint: () => 'Sluice reads {"conversations":[…]}, a root array of objects, or one object per line.',
  },
  'csv-broken': {
    message: (d) => `The CSV is broken at line ${say(d.line)}: ${say(d.reason)}.`,
    hint: () => 'Repair the quotes at that line and import again.',
  },
  'csv-header': {
    message: (d) => `The header row of the CSV cannot be used: ${say(d.reason)}.`,
    hint: () => 'Every column needs a name of its own in the first row.',
  },
  'output-exists': {
    message: (d) => `${say(d.path)} exists already.`,
    hint: () => 'Choose another name, or allow overwriting (--overwrite).',
  },
  'output-unwritable': {
    message: (d) => `${say(d.path)} cannot be written (${say(d.reason)}).`,
    hint: () => 'Check that the folder exists and that you may write to it.',
  },
  'conflict-stopped': {
    message: (d) =>
      `The import stopped at record ${say(d.record)}: ${say(d.id)} is in the collection already.`,
    hint: () =>
      'Everything it had written was taken back. Choose another policy to import the other records.',
  },
  'database-unreachable': {
    message: (d) => `No MongoDB answers at ${say(d.server)} (${say(d.reason)}).`,
    hint: () => 'Check that the server runs, that the address is right and that no firewall is in between.',
  },
  'database-lost': {
    message: (d) => `The connection to MongoDB was lost (${say(d.reason)}).`,
    hint: () => 'What was written so far is in the journal and can be undone.',
  },
  'database-auth': {
    message: (d) =>
      `MongoDB at ${say(d.server)} refused the credentials or the operation (${say(d.reason)}).`,
    hint: () => 'Check user name, password, authSource and the rights of that user.',
  },
  'database-refused': {
    message: (d) => `MongoDB refused the command (${say(d.reason)}).`,
  },
  'uri-invalid': {
    message: (d) => `The connection string cannot be used: ${say(d.reason)}.`,
    hint: () => 'It looks like mongodb://user@host:27017/ or mongodb+srv://user@cluster.example.net/.',
  },
  'target-invalid': {
    message: (d) => `"${say(d.name)}" cannot be the name of a ${say(d.what)}: ${say(d.reason)}.`,
  },
  'target-unsupported': {
    message: (d) => `${say(d.name)} is a ${say(d.what)}; records cannot be imported into it.`,
    hint: () => 'Choose an ordinary collection.',
  },
  'target-changed': {
    message: (d) =>
      `${say(d.name)} is not the collection that job ${say(d.jobId)} began to write to: it was dropped or replaced.`,
    hint: () => 'Undo is not needed for a collection that is gone; import the file again.',
  },
  'collection-missing': {
    message: (d) => `There is no collection ${say(d.name)}.`,
    hint: () => 'Check the names of the database and the collection.',
  },
  'document-missing': {
    message: (d) => `${say(d.name)} holds no document with the _id ${say(d.id)}.`,
    hint: () => 'It was removed meanwhile. Read the collection again.',
  },
  'query-invalid': {
    message: (d) => `The ${say(d.what)} is not valid: ${say(d.reason)}.`,
    hint: () => 'It is Extended JSON, for example {"model":"opus","cost_usd":{"$gt":1}}.',
  },
  'mongod-unavailable': {
    message: (d) => `The local MongoDB server could not be set up (${say(d.reason)}).`,
    hint: () => 'Install MongoDB so that mongod is on your PATH, or connect to a server with --uri.',
  },
  'mongod-failed': {
    message: (d) => `The local MongoDB server did not start (${say(d.reason)}).`,
    hint: (d) => `Its log is at ${say(d.log)}.`,
  },
  'job-not-found': {
    message: (d) => `There is no job ${say(d.jobId)}.`,
    hint: () => 'sluice jobs lists them.',
  },
  'job-busy': {
    message: (d) => `Job ${say(d.jobId)} is being worked on by another Sluice process.`,
    hint: () => 'Wait until it is done, or stop it there.',
  },
  'job-state': {
    message: (d) => `Job ${say(d.jobId)} is ${say(d.state)}; it cannot be ${say(d.action)}.`,
  },
  'undo-newer-jobs': {
    message: (d) =>
      `Job ${say(d.jobId)} cannot be undone by itself: newer imports changed the same documents (${say(d.newer)}).`,
    hint: () =>
      'Undo those first, or all of them in order with --newer. --force restores what this job changed over what they did.',
  },
  'undo-not-kept': {
    message: (d) =>
      `Job ${say(d.jobId)} was run without undo (--no-undo): nothing was kept to take it back with.`,
  },
  'plan-invalid': {
    message: (d) => `The plan ${say(d.path)} cannot be used (line ${say(d.line)}): ${say(d.reason)}.`,
    hint: () =>
      'A plan belongs to the files and the collection of its dry run. Make a new one with --dry-run --plan.',
  },
  'mapping-invalid': {
    message: (d) => `The rules for fields cannot be followed: ${say(d.reason)}.`,
    hint: () => 'Correct or remove the rule, and start again.',
  },
  'replace-with-rejects': {
    message: (d) =>
      `${say(d.rejected)} records were rejected, so nothing was removed from ${say(d.name)}: their documents would have gone too.`,
    hint: () =>
      'What the file holds has been imported. Undo the job, or keep that; mend the rejects and import again to replace the collection.',
  },
  'replace-with-nothing': {
    message: (d) => `The files hold no records; ${say(d.name)} would have been emptied.`,
    hint: () => 'Nothing was changed.',
  },
  'undo-other-server': {
    message: (d) => `Job ${say(d.jobId)} wrote to ${say(d.expected)}, but this is ${say(d.found)}.`,
    hint: () => 'Connect to the server that the job wrote to (--uri).',
  },
  'journal-gone': {
    message: (d) =>
      `The journal of job ${say(d.jobId)} is gone, so it can neither be undone nor resumed any more.`,
  },
  'journal-busy': {
    message: () => 'Another Sluice process keeps the journal locked.',
    hint: () => 'Close the other one, or try again in a moment.',
  },
  'connection-missing': {
    message: (d) => `The connection ${say(d.connection)} is not among the saved ones.`,
    hint: () => 'It was removed. Add it again, or choose another one.',
  },
  'keychain-unavailable': {
    message: () => 'The keychain of this system cannot be used, so the password was not saved.',
    hint: () => 'Unlock or set up the keychain, or save the connection without its password.',
  },
  cancelled: { message: () => 'Cancelled.' },
  'request-invalid': { message: (d) => `The request is not valid: ${say(d.reason)}.` },
  'engine-gone': {
    message: () => 'The engine stopped unexpectedly.',
    hint: () => 'It is being restarted. A job that was running is shown as interrupted and can be undone.',
  },
  internal: {
    message: (d) => `Something went wrong inside Sluice: ${say(d.reason)}.`,
    hint: () => 'Please report it with the log.',
  },
} satisfies Record<string, Sentence>;

export type ErrorCode = keyof typeof sentences;

export const errorCodes = Object.keys(sentences) as ErrorCode[];

/** An error as it travels between processes and into the journal. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly details: ErrorDetails;
}

export class SluiceError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(sentences[code].message(details), cause === undefined ? undefined : { cause });
    this.name = 'SluiceError';
    this.code = code;
    this.details = details;
  }

  toReport(): ErrorReport {
    const sentence: Sentence = sentences[this.code];
    const hint = sentence.hint?.(this.details);
    return {
      code: this.code,
      message: this.message,
      ...(hint === undefined ? {} : { hint }),
      details: this.details,
    };
  }

  static fromReport(report: ErrorReport): SluiceError {
    return new SluiceError(report.code, report.details);
  }

  /** Any thrown value as a SluiceError; what Sluice did not foresee becomes `internal`. */
  static from(error: unknown): SluiceError {
    if (error instanceof SluiceError) return error;
    if (error instanceof Error && error.name === 'AbortError') return new SluiceError('cancelled', {}, error);
    const reason = error instanceof Error ? error.message : String(error);
    return new SluiceError('internal', { reason: withoutCredentials(reason) }, error);
  }
}

/** Options of a connection string that hold secrets. */
const secretOptions =
  /([?&](?:authMechanismProperties|tlsCertificateKeyFilePassword|proxyPassword|sslKeyPassword)=)[^&#\s]*/gi;

/**
 * The text with the user, password and secret options of every connection string in it taken out. For the driver the
 * first @ ends a password; one that was not escaped may have more of them before the host.
 */
export function withoutCredentials(text: string): string {
  return text.replace(/(mongodb(?:\+srv)?:\/\/)[^@\s]*@(?:[^?\s]*@)?/gi, '$1').replace(secretOptions, '$1');
}
