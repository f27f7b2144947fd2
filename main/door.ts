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

/** The requests that go to the engine as they are. `submit` puts the user's size limit on reading that names none. */
export function engineHandlers(
  engine: EngineApi,
  maxSize: () => number | null | Promise<number | null>,
): Handlers<EngineMethod> {
  const passed = Object.fromEntries(
    (Object.keys(engineParams) as EngineMethod[]).map((method) => [
      method,
      (params: CheckedParams<typeof method>) => engine.call(method, params),
    ]),
    // Object.fromEntries forgets which key has which handler.
  ) as unknown as Handlers<EngineMethod>;
  return {
    ...passed,
    async submit(params) {
      if (params.kind === 'export' || params.maxSize !== undefined) return engine.call('submit', params);
      const limit = await maxSize();
      return engine.call('submit', limit === null ? params : { ...params, maxSize: limit });
    },
  };
}
