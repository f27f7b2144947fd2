/** The page's side of the door: requests that throw, events that can be ended. */
import type {
  Bridge,
  ErrorReport,
  EventName,
  RequestName,
  RequestParams,
  RequestResults,
  WindowEvents,
} from '../../preload/contract.ts';

declare global {
  interface Window {
    readonly sluice: Bridge;
  }
}

/** A request that was refused or failed, with the report that the screen shows. */
export class RequestError extends Error {
  readonly report: ErrorReport;

  constructor(report: ErrorReport) {
    super(report.message);
    this.name = 'RequestError';
    this.report = report;
  }
}

/** Asks the main process or the engine. Throws RequestError. */
export async function request<N extends RequestName>(
  name: N,
  params: RequestParams<N>,
): Promise<RequestResults[N]> {
  const answer = await window.sluice.request(name, params);
  if (!answer.ok) throw new RequestError(answer.error);
  return answer.result;
}

export function onEvent<E extends EventName>(
  event: E,
  listener: (data: WindowEvents[E]) => void,
): () => void {
  return window.sluice.on(event, listener);
}

/** Whatever was thrown, as something that can be shown. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof RequestError) return error.report;
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), details: {} };
}
