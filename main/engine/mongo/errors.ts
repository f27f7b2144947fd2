import {
  MongoError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoParseError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import { SluiceError, withoutCredentials } from '../api/errors.ts';

/** The server cannot go on with the operation, but it or another one soon can: restart, election, shutdown. */
const passingCodes: ReadonlySet<number> = new Set([
  6, 7, 89, 91, 133, 134, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436,
]);

/** Does this code mean that the server went away? */
export function isPassing(code: number): boolean {
  return passingCodes.has(code);
}

const authCodes = new Set([13, 18, 8000]);

/** The driver's errors in our words; others pass. `server` is shown, so it must not hold credentials. */
export function databaseError(error: unknown, server: string): unknown {
  if (!(error instanceof MongoError)) return error;
  const reason = withoutCredentials(error.message);
  if (error instanceof MongoParseError || error instanceof MongoInvalidArgumentError) {
    return new SluiceError('uri-invalid', { reason }, error);
  }
  if (error instanceof MongoServerSelectionError)
    return new SluiceError('database-unreachable', { server, reason }, error);
  if (
    error instanceof MongoNetworkError ||
    error instanceof MongoNotConnectedError ||
    error instanceof MongoTopologyClosedError
  ) {
    return new SluiceError('database-lost', { reason }, error);
  }
  if (error instanceof MongoServerError && typeof error.code === 'number' && isPassing(error.code)) {
    return new SluiceError('database-lost', { reason }, error);
  }
  if (error instanceof MongoServerError && typeof error.code === 'number' && authCodes.has(error.code)) {
    return new SluiceError('database-auth', { server, reason }, error);
  }
  if (error instanceof MongoServerError && error.code === 14031)
    return new SluiceError('disk-full', { path: server }, error);
  return new SluiceError('database-refused', { reason }, error);
}

/** Runs `work`; what the driver throws leaves as a SluiceError. */
export async function withDatabaseErrors<T>(server: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw databaseError(error, server);
  }
}
