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
  /** All was said already. */
  readonly quiet?: boolean;
}

type Submit = EngineParams<'submit'>;

/** The request with its paths seen from here; the engine may have another folder. */
export function absolute(request: Submit): Submit {
  if (request.kind === 'export') return request;
  const paths = request.paths.map((path) => (path === '-' ? path : resolve(path)));
  if (request.kind !== 'import' || request.plan === undefined || !('path' in request.plan))
    return { ...request, paths };
  return { ...request, paths, plan: { path: resolve(request.plan.path) } };
}

export async function submit(request: Submit, output: Output, undoOnCancel = false): Promise<number> {
  return withEngine(async (engine) =>
    report(await runJob(engine, () => engine.call('submit', absolute(request)), { undoOnCancel }), output),
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

/** Says how a job ended; gives the exit code. */
export function report(result: JobResult, { json, stdoutTaken = false, quiet = false }: Output): number {
  if (quiet) return exitCodeOf(result);
  if (json && !stdoutTaken) printJson(resultForPrograms(result));
  else if (json) say(JSON.stringify(resultForPrograms(result)));
  else (stdoutTaken ? say : print)(summaryForPeople(result));
  if (result.error && !json) sayError(SluiceError.fromReport(result.error));
  return exitCodeOf(result);
}
