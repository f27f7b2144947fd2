/** What the engine process and its supervisor say to each other; every shape derives from the protocol. */
import type { ErrorReport } from './errors.ts';
import type { EngineEventName, EngineEvents, EngineMethod, EngineParams, EngineResults } from './protocol.ts';

/** One call; `id` is the supervisor's and comes back with the reply. */
export type EngineCall = {
  [M in EngineMethod]: { readonly id: number; readonly method: M; readonly params: EngineParams<M> };
}[EngineMethod];

/** `shutdown`: close everything cleanly, then exit. */
export type ToEngine = EngineCall | { readonly shutdown: true };

export type EngineReply =
  | { readonly id: number; readonly result: EngineResults[EngineMethod] }
  | { readonly id: number; readonly error: ErrorReport };

export type EngineNotice = {
  [E in EngineEventName]: { readonly event: E; readonly data: EngineEvents[E] };
}[EngineEventName];

/** `ready`: calls are answered from now on. `failed`: the engine could not start, and says why before it exits. */
export type FromEngine =
  { readonly ready: true } | { readonly failed: ErrorReport } | EngineReply | EngineNotice;
