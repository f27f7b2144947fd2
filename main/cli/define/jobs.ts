/** The commands for jobs that are there already. */
import type { Command } from 'commander';
import { type Finish, given, withJson } from '../options.ts';

const uriHint = 'where the server needs a password, which Sluice never stores in a job';

export function defineJobs(program: Command, finish: Finish): void {
  withJson(program.command('jobs').description('List all jobs, newest first')).action(async (options) => {
    const { listJobs } = await import('../commands/jobs.ts');
    await finish(listJobs(options));
  });

  withJson(program.command('show').description('Tell everything about a job').argument('<job>')).action(
    async (jobId: string, options) => {
      const { showJob } = await import('../commands/jobs.ts');
      await finish(showJob(jobId, options));
    },
  );

  withJson(
    program
      .command('rejects')
      .description('Write the rejects of a job as JSON Lines; mend their "raw" and import the file')
      .argument('<job>')
      .option('--out <file>', 'where to; without it beside the journal'),
  ).action(async (jobId: string, options) => {
    const { writeRejects } = await import('../commands/jobs.ts');
    await finish(writeRejects(jobId, options));
  });

  withJson(
    program
      .command('prune')
      .description('Forget how to undo jobs, and free the space of that')
      .argument('<jobs...>'),
  ).action(async (jobIds: string[], options) => {
    const { prune } = await import('../commands/jobs.ts');
    await finish(prune(jobIds, options));
  });
}

export function defineControl(program: Command, finish: Finish): void {
  withJson(
    program
      .command('undo')
      .description('Take an import back; what somebody changed since is kept and listed')
      .argument('<job>')
      .option('--force', 'restore even what was changed since', false)
      .option('--newer', 'take newer imports of the same documents back first, newest first', false)
      .option('--uri <uri>', uriHint),
  ).action(async (jobId: string, options) => {
    const { undo } = await import('../commands/transfer.ts');
    const request = { jobId, force: options.force, newer: options.newer, ...given('uri', options.uri) };
    await finish(undo(request, { json: options.json }));
  });

  withJson(
    program
      .command('resume')
      .description('Go on with a job that was interrupted, paused, cancelled or failed, where it stopped')
      .argument('<job>')
      .option('--uri <uri>', uriHint),
  ).action(async (jobId: string, options) => {
    const { resume } = await import('../commands/transfer.ts');
    await finish(resume({ jobId, ...given('uri', options.uri) }, { json: options.json }));
  });

  withJson(
    program
      .command('cancel')
      .description('Stop a job, also one of another Sluice process; what it wrote stays and can be undone')
      .argument('<job>')
      .option('--undo', 'take back what it wrote', false),
  ).action(async (jobId: string, options) => {
    const { stopJob } = await import('../commands/jobs.ts');
    await finish(stopJob(jobId, 'cancel', options));
  });

  withJson(
    program
      .command('pause')
      .description('Stop a job until it is resumed, also one of another Sluice process')
      .argument('<job>'),
  ).action(async (jobId: string, options) => {
    const { stopJob } = await import('../commands/jobs.ts');
    await finish(stopJob(jobId, 'pause', { ...options, undo: false }));
  });
}
