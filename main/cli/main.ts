#!/usr/bin/env node
/** The engine in a terminal: parses arguments, prints results. What a command needs is loaded when it runs. */
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { SluiceError } from '../engine/api/errors.ts';
import { exportFormats, importFormats, policies, shapes } from '../engine/api/requests.ts';
import { printJson, sayError } from './console.ts';
import { exitCodes } from './exit-codes.ts';
import { parseSize } from './format.ts';

// The next start finds the code of the commands compiled.
enableCompileCache();

let exitCode: number = exitCodes.done;

const size = (text: string): number => {
  const bytes = parseSize(text);
  if (bytes === undefined || bytes === 0)
    throw new InvalidArgumentError('A size looks like 500000, 64k, 100MB or 2GiB.');
  return bytes;
};
const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('A whole number from 1 on is expected.');
  return value;
};
const seconds = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('A number of seconds is expected.');
  return value;
};
const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
/** `a,b` or `@FILE` with one id a line. */
const ids = (text: string): string[] => {
  if (!text.startsWith('@')) return list(text);
  try {
    return readFileSync(text.slice(1), 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '');
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
};

interface TargetOptions {
  readonly uri?: string;
  readonly db: string;
  readonly collection: string;
}

const target = ({
  uri,
  db,
  collection,
}: TargetOptions): { uri?: string; db: string; collection: string } => ({
  ...(uri === undefined ? {} : { uri }),
  db,
  collection,
});

function withTarget(command: Command): Command {
  return command
    .option('--uri <uri>', 'connection string; without it, Sluice runs a local MongoDB of its own')
    .option('--db <name>', 'database', 'sluice')
    .option('--collection <name>', 'collection', 'conversations');
}

function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON object for programs on the last line', false);
}

/** An option that is left out of the request when it was not given. */
function given<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: V }); // TypeScript widens computed keys.
}

const program = new Command('sluice')
  .description(
    'Moves conversations, and any other collection, between files and MongoDB. Every import can be undone.',
  )
  .addHelpText(
    'after',
    `
Examples:
  sluice import conversations.json                  into sluice.conversations of the local MongoDB
  sluice undo 20260131-142536-k3f9q                 take that import back
  sluice export --out conversations.csv             as CSV, for a spreadsheet
  sluice import people.csv --collection people --uri mongodb://db.example.net/

State lives under SLUICE_HOME, else in the platform's folder for application data.
Exit codes: 0 done, 1 failed, 2 usage, 3 done with rejects, 130 cancelled.`,
  )
  .exitOverride()
  .showSuggestionAfterError();

withJson(
  withTarget(
    program
      .command('import')
      .description('Bring a file into a collection; - reads standard input')
      .argument('<file>', 'a .json, .jsonl, .ndjson or .csv file, also in .gz, .zst or .zip, or -')
      .addOption(
        new Option('--format <format>', 'what the file is')
          .choices(['auto', ...importFormats])
          .default('auto'),
      )
      .addOption(
        new Option('--shape <shape>', 'what its records are').choices(['auto', ...shapes]).default('auto'),
      )
      .addOption(
        new Option('--on-conflict <policy>', 'when a record is in the collection already')
          .choices(policies)
          .default('update'),
      )
      .option('--batch-size <records>', 'records written at once', positive, 1000)
      .option('--max-size <size>', 'refuse larger files', size)
      .option('--max-record-bytes <size>', 'reject larger records', size)
      .option(
        '--wait <seconds>',
        'how long to wait for a database that went away, before the job is paused',
        seconds,
        600,
      )
      .addOption(
        new Option('--on-cancel <what>', 'what Ctrl-C leaves of it')
          .choices(['keep', 'undo'])
          .default('keep'),
      )
      .option('--stage', 'copy the file first and read the copy', false),
  ),
)
  .addHelpText(
    'after',
    `
Examples:
  sluice import export.json
  sluice import chats.jsonl --db archive --collection chats --on-conflict skip
  zcat export.json.gz | sluice import - --json`,
  )
  .action(async (file: string, options) => {
    const { submit } = await import('./commands/transfer.ts');
    exitCode = await submit(
      {
        kind: 'import',
        path: file,
        target: target(options),
        format: options.format,
        shape: options.shape,
        onConflict: options.onConflict,
        batchSize: options.batchSize,
        stage: options.stage,
        waitSeconds: options.wait,
        ...given('maxSize', options.maxSize),
        ...given('maxRecordBytes', options.maxRecordBytes),
      },
      { json: options.json },
      options.onCancel === 'undo',
    );
  });

withJson(
  withTarget(
    program
      .command('export')
      .description('Write a collection to a file that appears when it is whole')
      .option('--out <file>', 'where to; - is standard output; without it export_JOB.json here')
      .addOption(
        new Option('--format <format>', 'by the extension of the file, when not given').choices(
          exportFormats,
        ),
      )
      .addOption(
        new Option('--shape <shape>', 'what the documents are').choices(['auto', ...shapes]).default('auto'),
      )
      .option('--query <ejson>', 'only documents that match')
      .option('--ids <ids>', 'only these: a,b or @FILE with one a line', ids)
      .option('--sort <ejson>', 'for example {"created_at":1}')
      .option('--fields <names>', 'only these fields, a,b; the columns of a CSV', list)
      .option('--limit <documents>', 'at most so many', positive)
      .addOption(
        new Option('--ejson <mode>', 'how BSON types are written')
          .choices(['relaxed', 'canonical'])
          .default('relaxed'),
      )
      .option('--overwrite', 'replace the file if it exists', false),
  ),
)
  .addHelpText(
    'after',
    `
Examples:
  sluice export --out conversations.json
  sluice export --out opus.jsonl --query '{"model":"opus"}' --sort '{"created_at":1}'
  sluice export --out - --format jsonl | wc -l`,
  )
  .action(async (options) => {
    const { submit } = await import('./commands/transfer.ts');
    exitCode = await submit(
      {
        kind: 'export',
        target: target(options),
        shape: options.shape,
        ejson: options.ejson,
        overwrite: options.overwrite,
        ...given('out', options.out),
        ...given('format', options.format),
        ...given('query', options.query),
        ...given('ids', options.ids),
        ...given('sort', options.sort),
        ...given('fields', options.fields),
        ...given('limit', options.limit),
      },
      { json: options.json, stdoutTaken: options.out === '-' },
    );
  });

withJson(
  program.command('inspect').description('Say what a file is, without writing anything').argument('<file>'),
).action(async (file: string, options) => {
  const { inspect } = await import('./commands/inspect.ts');
  exitCode = await inspect(file, options);
});

withJson(program.command('jobs').description('List all jobs, newest first')).action(async (options) => {
  const { listJobs } = await import('./commands/jobs.ts');
  exitCode = await listJobs(options);
});

withJson(program.command('show').description('Tell everything about a job').argument('<job>')).action(
  async (jobId: string, options) => {
    const { showJob } = await import('./commands/jobs.ts');
    exitCode = await showJob(jobId, options);
  },
);

withJson(
  program
    .command('undo')
    .description('Take an import back; what somebody changed since is kept and listed')
    .argument('<job>')
    .option('--force', 'restore even what was changed since', false)
    .option('--uri <uri>', 'where the server needs a password, which Sluice never stores in a job'),
).action(async (jobId: string, options) => {
  const { undo } = await import('./commands/transfer.ts');
  exitCode = await undo(
    { jobId, force: options.force, ...given('uri', options.uri) },
    { json: options.json },
  );
});

withJson(
  program
    .command('resume')
    .description('Go on with a job that was interrupted, paused, cancelled or failed, where it stopped')
    .argument('<job>')
    .option('--uri <uri>', 'where the server needs a password, which Sluice never stores in a job'),
).action(async (jobId: string, options) => {
  const { resume } = await import('./commands/transfer.ts');
  exitCode = await resume({ jobId, ...given('uri', options.uri) }, { json: options.json });
});

withJson(
  program
    .command('cancel')
    .description('Stop a job, also one of another Sluice process; what it wrote stays and can be undone')
    .argument('<job>')
    .option('--undo', 'take back what it wrote', false),
).action(async (jobId: string, options) => {
  const { stopJob } = await import('./commands/jobs.ts');
  exitCode = await stopJob(jobId, 'cancel', options);
});

withJson(
  program
    .command('pause')
    .description('Stop a job until it is resumed, also one of another Sluice process')
    .argument('<job>'),
).action(async (jobId: string, options) => {
  const { stopJob } = await import('./commands/jobs.ts');
  exitCode = await stopJob(jobId, 'pause', { ...options, undo: false });
});

withJson(
  program
    .command('rejects')
    .description('Write the rejects of a job as JSON Lines; mend their "raw" and import the file')
    .argument('<job>')
    .option('--out <file>', 'where to; without it beside the journal'),
).action(async (jobId: string, options) => {
  const { writeRejects } = await import('./commands/jobs.ts');
  exitCode = await writeRejects(jobId, options);
});

withJson(
  program
    .command('local')
    .description('The local MongoDB by hand')
    .addArgument(new Argument('<action>').choices(['start', 'stop', 'status', 'uri'])),
).action(async (action: 'start' | 'stop' | 'status' | 'uri', options) => {
  const { local } = await import('./commands/local.ts');
  exitCode = await local(action, options);
});

program
  .command('demo')
  .description('Make a sample, import it, export it, check it, undo it, and say how fast that was')
  .option('--size <size>', 'of the sample', size, 50_000_000)
  .action(async (options) => {
    const { demo } = await import('./commands/demo.ts');
    exitCode = await demo(options.size);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else {
    exitCode = exitCodes.failed;
    if (process.argv.includes('--json'))
      printJson({ state: 'failed', error: SluiceError.from(error).toReport() });
    else sayError(error);
  }
}
process.exitCode = exitCode;
