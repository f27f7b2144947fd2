/** The commands that move data, or say what moving it would do. */
import { type Command, Option } from 'commander';
import { exportFormats, policies, readBacks, shapes } from '../../engine/api/requests.ts';
import {
  type Finish,
  given,
  ids,
  list,
  positive,
  reading,
  seconds,
  target,
  withJson,
  withReading,
  withTarget,
} from '../options.ts';

export function defineImport(program: Command, finish: Finish): void {
  withJson(
    withTarget(
      withReading(
        program
          .command('import')
          .description('Bring files into a collection, as one job; - reads standard input')
          .argument('<files...>', '.json, .jsonl, .ndjson or .csv files, also in .gz, .zst or .zip, or -'),
      ),
    ),
  )
    .addOption(
      new Option('--on-conflict <policy>', 'when a record is in the collection already')
        .choices(policies)
        .default('update'),
    )
    .option('--dry-run', 'read and compare everything, write nothing, say what the import would do', false)
    .option(
      '--plan <file>',
      'with --dry-run: write a line with a choice for each differing record; without: follow those choices',
    )
    .option('--replace-collection', 'remove what the collection holds and the files do not', false)
    .option('--no-undo', 'keep nothing to take the import back with')
    .addOption(
      new Option('--verify <how much>', 'how much of what was written is read back and compared')
        .choices(readBacks)
        .default('sample'),
    )
    .option(
      '--wait <seconds>',
      'how long to wait for a database that went away, before the job is paused',
      seconds,
      600,
    )
    .addOption(
      new Option('--on-cancel <what>', 'what Ctrl-C leaves of it').choices(['keep', 'undo']).default('keep'),
    )
    .addHelpText(
      'after',
      `
Examples:
  sluice import export.json
  sluice import chats-1.jsonl chats-2.jsonl --db archive --collection chats --on-conflict skip
  sluice import new.json --dry-run                              what would it do?
  sluice import new.json --dry-run --plan plan.jsonl            set "choice" in its lines, then:
  sluice import new.json --plan plan.jsonl
  sluice import people.csv --collection people --key email
  sluice import people.csv --collection people --map 'E-Mail=email' --map notes= --type born=date
  sluice import export.zip
  curl -s https://example.net/export.json | sluice import - --json`,
    )
    .action(async (files: string[], options) => {
      const request = {
        paths: files,
        target: target(options),
        ...reading(options),
        onConflict: options.onConflict,
      };
      if (options.dryRun) {
        const { dryRun } = await import('../commands/compare.ts');
        const { replaceCollection } = options;
        await finish(
          dryRun(
            { kind: 'dry-run', ...request, replaceCollection },
            { json: options.json, plan: options.plan },
          ),
        );
        return;
      }
      const { submit } = await import('../commands/transfer.ts');
      const more = {
        waitSeconds: options.wait,
        replaceCollection: options.replaceCollection,
        undo: options.undo,
        readBack: options.verify,
        ...given('plan', options.plan === undefined ? undefined : { path: options.plan }),
      };
      await finish(
        submit({ kind: 'import', ...request, ...more }, { json: options.json }, options.onCancel === 'undo'),
      );
    });
}

export function defineVerify(program: Command, finish: Finish): void {
  withJson(
    withTarget(
      withReading(
        program
          .command('verify')
          .description('Compare files with a collection by content, id by id; nothing is written')
          .argument('<files...>', '.json, .jsonl, .ndjson or .csv files, also in .gz, .zst or .zip, or -'),
      ),
    ),
  )
    .addHelpText(
      'after',
      `
Examples:
  sluice verify conversations.json                      exit code 4 when anything is missing, extra or different
  sluice verify people.csv --collection people --key email`,
    )
    .action(async (files: string[], options) => {
      const { verify } = await import('../commands/compare.ts');
      const request = { kind: 'verify', paths: files, target: target(options), ...reading(options) } as const;
      await finish(verify(request, { json: options.json }));
    });
}

export function defineExport(program: Command, finish: Finish): void {
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
          new Option('--shape <shape>', 'what the documents are')
            .choices(['auto', ...shapes])
            .default('auto'),
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
      const { submit } = await import('../commands/transfer.ts');
      const request = {
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
      } as const;
      await finish(submit(request, { json: options.json, stdoutTaken: options.out === '-' }));
    });
}
