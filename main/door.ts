/**
 * The main process's side of the door: validates what the page asks and answers it. Knows no electron, so that
 * tests put the same code between a page and an engine.
 */
import { check } from './engine/api/check.ts';
import { SluiceError } from './engine/api/errors.ts';
import { engineParams, type EngineApi, type EngineMethod } from './engine/api/protocol.ts';
import { requestNames, type RequestName } from '../preload/channels.ts';
import { requestParams, type Answer, type CheckedParams, type RequestResults } from '../preload/contract.ts';

export type Handlers<N extends RequestName = RequestName> = {
  readonly [Name in N]: (params: CheckedParams<Name>) => Promise<RequestResults[Name]> | RequestResults[Name];
};

/** Answers one request; whatever goes wrong becomes the report in the answer, so it never throws. */
export type Door = (name: string, params: unknown) => Promise<Answer<RequestName>>;

const isRequestName = (name: string): name is RequestName =>
  (requestNames as readonly string[]).includes(name);

/** A door that lets through exactly the contract: known names, params that fit their schema. */
export function createDoor(handlers: Handlers): Door {
  return async (name, params) => {
    try {
      if (!isRequestName(name))
        throw new SluiceError('request-invalid', { reason: `there is no request ${name}` });
      return { ok: true, result: await handle(handlers, name, params) };
    } catch (error) {
      return { ok: false, error: SluiceError.from(error).toReport() };
    }
  };
}

async function handle<N extends RequestName>(
  handlers: Handlers,
  name: N,
  params: unknown,
): Promise<RequestResults[N]> {
  // The schema of this very name makes the data; the compiler cannot follow that through the map.
  return handlers[name](check(requestParams[name], params) as CheckedParams<N>);
}

/** Where the shell finds the address of a saved connection. */
export interface Addresses {
  uriOf(connection: string): Promise<string>;
}

/** Requests about a job that go to its server: the job itself says which connection that was. */
const ofJobs: ReadonlySet<EngineMethod> = new Set(['undo', 'resume', 'again']);

/**
 * The requests that go to the engine. The page names servers by the connections that the user saved; their addresses,
 * which hold passwords, are added here. `submit` puts the user's size limit on reading that names none.
 */
export function engineHandlers(
  engine: EngineApi,
  maxSize: () => number | null | Promise<number | null>,
  addresses: Addresses,
): Handlers<EngineMethod> {
  const passed = Object.fromEntries(
    (Object.keys(engineParams) as EngineMethod[]).map((method) => [
      method,
      async (params: CheckedParams<typeof method>) =>
        engine.call(method, await withAddress(engine, addresses, method, params)),
    ]),
    // Object.fromEntries forgets which key has which handler.
  ) as unknown as Handlers<EngineMethod>;
  return {
    ...passed,
    async submit(params) {
      const request = await withAddress(engine, addresses, 'submit', params);
      if (request.kind === 'export' || request.maxSize !== undefined) return engine.call('submit', request);
      const limit = await maxSize();
      return engine.call('submit', limit === null ? request : { ...request, maxSize: limit });
    },
  };
}

interface Server {
  readonly uri?: string | undefined;
  readonly connection?: string | undefined;
}

/** The params with the address of the server that they name. Throws `connection-missing`. */
async function withAddress<P extends object>(
  engine: EngineApi,
  addresses: Addresses,
  method: EngineMethod,
  params: P,
): Promise<P> {
  // Which params have these is known by their schemas alone.
  const { target, jobId, ...server } = params as { target?: Server; jobId?: string } & Server;
  if (target?.uri !== undefined || server.uri !== undefined)
    throw new SluiceError('request-invalid', { reason: 'the window names servers by their connections' });
  if (target?.connection !== undefined)
    return { ...params, target: { ...target, uri: await addresses.uriOf(target.connection) } };
  const connection =
    server.connection ??
    (ofJobs.has(method) && jobId !== undefined
      ? (await engine.call('job', { jobId })).target.connection
      : undefined);
  return connection === undefined
    ? params
    : { ...params, connection, uri: await addresses.uriOf(connection) };
}
