#!/usr/bin/env node
/** The engine in a terminal: parses arguments, prints results. What a command needs is loaded when it runs. */
import { enableCompileCache } from 'node:module';
import { Argument, Command, CommanderError } from 'commander';
import about from '../../package.json' with { type: 'json' };
import { SluiceError } from '../engine/api/errors.ts';
import { printJson, sayError } from './console.ts';
import { defineControl, defineJobs } from './define/jobs.ts';
import { defineExport, defineImport, defineVerify } from './define/transfer.ts';
import { exitCodes } from './exit-codes.ts';
import { type Finish, size, withJson } from './options.ts';

// The next start finds the code of the commands compiled.
enableCompileCache();

let exitCode: number = exitCodes.done;
const finish: Finish = async (code) => {
  exitCode = await code;
};

const program = new Command('sluice')
  .description(
    'Moves conversations, and any other collection, between files and MongoDB. Every import can be undone.',
  )
  .version(about.version)
  .addHelpText(
    'after',
    `
Examples:
  sluice import conversations.json                  into sluice.conversations of the local MongoDB
  sluice undo 20260131-142536-k3f9q                 take that import back
  sluice export --out conversations.csv             as CSV, for a spreadsheet
  sluice import people.csv --collection people --uri mongodb://db.example.net/

State lives under SLUICE_HOME, else in the platform's folder for application data.
Exit codes: 0 done, 1 failed, 2 usage, 3 done with rejects, 4 differences found, 130 cancelled.`,
  )
  .exitOverride()
  .showSuggestionAfterError();

defineImport(program, finish);
defineExport(program, finish);
defineVerify(program, finish);

withJson(
  program.command('inspect').description('Say what a file is, without writing anything').argument('<file>'),
).action(async (file: string, options) => {
  const { inspect } = await import('./commands/inspect.ts');
  await finish(inspect(file, options));
});

defineJobs(program, finish);
defineControl(program, finish);

withJson(
  program
    .command('local')
    .description('The local MongoDB by hand')
    .addArgument(new Argument('<action>').choices(['start', 'stop', 'status', 'uri'])),
).action(async (action: 'start' | 'stop' | 'status' | 'uri', options) => {
  const { local } = await import('./commands/local.ts');
  await finish(local(action, options));
});

program
  .command('demo')
  .description('Make a sample, import it, export it, check it, undo it, and say how fast that was')
  .option('--size <size>', 'of the sample', size, 50_000_000)
  .action(async (options) => {
    const { demo } = await import('./commands/demo.ts');
    await finish(demo(options.size));
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
