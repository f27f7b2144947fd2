/**
 * Entry point of the engine's utility process: puts the engine behind the message port of its parent.
 * The parent owns this process; when the port says `shutdown`, the engine closes and the process ends by itself.
 */
import { constants as osConstants, setPriority } from 'node:os';
import * as z from 'zod';
import { SluiceError, type ErrorReport } from './api/errors.ts';
import type { FromEngine } from './api/messages.ts';
import {
  engineEventNames,
  engineParams,
  type EngineApi,
  type EngineEventName,
  type EngineMethod,
} from './api/protocol.ts';
import { createEngine } from './engine.ts';
import { homeFolders, sluiceHome } from './files/home.ts';
import { openLogFile } from './log-file.ts';

/** The part of Electron's `process.parentPort` that is used here; the engine never imports electron. */
interface ParentPort {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): unknown;
  postMessage(message: FromEngine): void;
}

const messageSchema = z.union([
  z.object({ shutdown: z.literal(true) }),
  z.object({ id: z.int(), method: z.string(), params: z.unknown() }),
]);

const isMethod = (name: string): name is EngineMethod => Object.hasOwn(engineParams, name);

/** Makes one call. Throws `request-invalid` for a method or params that the protocol does not know. */
async function answer(engine: EngineApi, method: string, params: unknown) {
  if (!isMethod(method)) throw new SluiceError('request-invalid', { reason: `there is no method ${method}` });
  // The engine checks the params itself; what they are is not known before.
  return engine.call(method, params as never);
}

function forwardEvent(engine: EngineApi, port: ParentPort, event: EngineEventName): void {
  // The pair of `event` and `data` is one member of the union, which the union of names hides from the compiler.
  engine.on(event, (data) => port.postMessage({ event, data } as FromEngine));
}

/**
 * The window goes first: a busy engine, and the local MongoDB that it starts, take what is left of the processor. The
 * threads of this process inherit it, so it comes before all others.
 */
function giveWay(): void {
  try {
    setPriority(osConstants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not every system lets a process lower itself; then it is only less smooth.
  }
}

async function run(port: ParentPort): Promise<void> {
  giveWay();
  const home = sluiceHome();
  const folders = homeFolders(home);
  const log = openLogFile(folders.logs, 'engine');
  process.on('uncaughtExceptionMonitor', (error) =>
    log.error({ err: error }, 'the engine dies of an uncaught error'),
  );

  const starting = createEngine({ home, log });
  port.on('message', ({ data }) => {
    void receive(data).catch((error: unknown) => log.error({ err: error }, 'a message was not understood'));
  });

  async function receive(data: unknown): Promise<void> {
    const message = messageSchema.parse(data);
    if ('shutdown' in message) return shutdown();
    const { id } = message;
    try {
      port.postMessage({ id, result: await answer(await starting, message.method, message.params) });
    } catch (error) {
      port.postMessage({ id, error: reportOf(error) });
    }
  }

  function reportOf(error: unknown): ErrorReport {
    const known = SluiceError.from(error);
    if (known.code === 'internal') log.error({ err: error }, 'a call failed unexpectedly');
    return known.toReport();
  }

  async function shutdown(): Promise<void> {
    try {
      await (await starting).close();
    } catch (error) {
      log.error({ err: error }, 'the engine did not close cleanly');
      process.exit(1);
    }
    process.exit(0);
  }

  try {
    const engine = await starting;
    for (const event of engineEventNames) forwardEvent(engine, port, event);
    port.postMessage({ ready: true });
  } catch (error) {
    port.postMessage({ failed: reportOf(error) });
    // The port needs a turn of the loop to get the message out.
    setTimeout(() => process.exit(1), 100);
  }
}

// Electron adds the port to `process`; Node's own types do not have it.
const port = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;
if (port === undefined) throw new Error('The engine process runs as a utility process of the desktop shell.');
await run(port);
