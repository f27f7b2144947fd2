/**
 * A process that works on a job and dies at a step of it, or kills the database there: what the fault harness starts.
 * The last argument is a JSON text with the `Order`.
 */
import { createEngine } from '../../main/engine/engine.ts';
import type { StepName } from '../../main/engine/jobs/steps.ts';
import type { EngineParams } from '../../main/engine/api/protocol.ts';

export interface Order {
  readonly home: string;
  readonly uri: string;
  readonly work:
    | { readonly kind: 'import'; readonly request: EngineParams<'submit'> }
    | { readonly kind: 'resume' | 'undo'; readonly jobId: string };
  /** Whom to kill at the `nth` time that `step` is reached; absent: nobody. */
  readonly kill?: { readonly pid: number | 'self'; readonly step: StepName; readonly nth: number };
}

const order = JSON.parse(process.argv.at(-1) ?? '') as Order; // Written by the harness.
let left = order.kill?.nth ?? 0;

const engine = await createEngine({
  home: order.home,
  onStep: (step) => {
    if (!order.kill || step !== order.kill.step || --left !== 0) return;
    process.stdout.write(`killed ${step}\n`);
    process.kill(order.kill.pid === 'self' ? process.pid : order.kill.pid, 'SIGKILL');
  },
});
const start = async (): Promise<string> => {
  const { work, uri } = order;
  if (work.kind === 'import') return (await engine.call('submit', work.request)).jobId;
  const { jobId } = await engine.call(work.kind, { jobId: work.jobId, uri });
  return jobId;
};
const jobId = await start();
process.stdout.write(`job ${jobId}\n`);
const { state, error } = await engine.ended(jobId);
process.stdout.write(`ended ${state} ${error?.message ?? ''}\n`);
await engine.close();
