import {
  MongoError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoParseError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import { SluiceError, withoutCredentials } from '../api/errors.ts';

/**
 * The server cannot go on with the operation, but it or another one soon can: restart, election, shutdown, an operation
 * that an administrator ended, writes that are blocked for now.
 */
const passingCodes: ReadonlySet<number> = new Set([
  6, 7, 24, 46, 50, 64, 89, 91, 112, 133, 134, 189, 262, 371, 9001, 10058, 10107, 11600, 11601, 11602, 13435,
  13436,
]);
const outOfDiskSpace = 14031;

/**
 * What the errors of single documents say of the server as a whole: that it went away, or has no room for any. Such a
 * document is not refused, it was only the one whose turn it was.
 */
export function faultOfServer(
  errors: readonly { readonly code?: unknown; readonly errmsg?: unknown }[],
  server: string,
): SluiceError | undefined {
  const full = errors.find(({ code }) => code === outOfDiskSpace);
  if (full) return new SluiceError('disk-full', { path: `MongoDB at ${server}` });
  const passing = errors.find(({ code }) => passingCodes.has(Number(code)));
  return passing && new SluiceError('database-lost', { reason: String(passing.errmsg) });
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
    error instanceof MongoTopologyClosedError ||
    error instanceof MongoOperationTimeoutError
  ) {
    return new SluiceError('database-lost', { reason }, error);
  }
  if (error instanceof MongoServerError && typeof error.code === 'number' && passingCodes.has(error.code)) {
    return new SluiceError('database-lost', { reason }, error);
  }
  if (error instanceof MongoServerError && typeof error.code === 'number' && authCodes.has(error.code)) {
    return new SluiceError('database-auth', { server, reason }, error);
  }
  if (error instanceof MongoServerError && error.code === outOfDiskSpace)
    return new SluiceError('disk-full', { path: `MongoDB at ${server}` }, error);
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
