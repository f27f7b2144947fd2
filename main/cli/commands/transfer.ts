import { resolve } from 'node:path';
import type { JobResult } from '../../engine/api/jobs.ts';
import type { EngineParams } from '../../engine/api/protocol.ts';
import { print, printJson, resultForPrograms, say, sayError, summaryForPeople } from '../console.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { runJob, withEngine } from '../session.ts';
import { SluiceError } from '../../engine/api/errors.ts';

interface Output {
  readonly json: boolean;
  /** Standard output carries data, so words go to standard error. */
  readonly stdoutTaken?: boolean;
}

export async function submit(
  request: EngineParams<'submit'>,
  output: Output,
  undoOnCancel = false,
): Promise<number> {
  const path = request.kind === 'import' && request.path !== '-' ? { path: resolve(request.path) } : {};
  return withEngine(async (engine) =>
    report(
      await runJob(engine, () => engine.call('submit', { ...request, ...path }), { undoOnCancel }),
      output,
    ),
  );
}

export async function resume(request: EngineParams<'resume'>, output: Output): Promise<number> {
  return withEngine(async (engine) =>
    report(await runJob(engine, () => engine.call('resume', request)), output),
  );
}

export async function undo(request: EngineParams<'undo'>, output: Output): Promise<number> {
  return withEngine(async (engine) =>
    report(await runJob(engine, () => engine.call('undo', request)), output),
  );
}

function report(result: JobResult, { json, stdoutTaken = false }: Output): number {
  if (json && !stdoutTaken) printJson(resultForPrograms(result));
  else if (json) say(JSON.stringify(resultForPrograms(result)));
  else (stdoutTaken ? say : print)(summaryForPeople(result));
  if (result.error && !json) sayError(SluiceError.fromReport(result.error));
  return exitCodeOf(result);
}
