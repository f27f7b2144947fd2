/** The official MongoDB server from MongoDB's own download site, through mongodb-memory-server-core. */
import type { RequestOptions } from 'node:https';
import type { Fetching } from './mongod-wheel.ts';

/** A release of the current major version that the library has a build for on every platform it knows. */
const version = '8.2.6';
/** Milliseconds without a byte after which the network counts as closed. */
const silence = 10_000;

/**
 * Downloads into the (temporary) folder; gives the path of the mongod in it. Rejects when the network refuses, when
 * there is no build for this platform, or when the archive does not match its published checksum.
 */
export async function downloadOfficialMongod(folder: string, fetching: Fetching): Promise<string> {
  const name = `Downloading MongoDB ${version} from mongodb.com`;
  fetching.onStep({ name });
  // Loaded only here: nobody who has a mongod needs it.
  const { MongoBinaryDownload } = await import('mongodb-memory-server-core/lib/util/MongoBinaryDownload.js');

  class Download extends MongoBinaryDownload {
    /** One try, and the certificate is checked, which the library leaves out unless npm is configured for it. */
    override httpDownload(
      url: URL,
      options: RequestOptions,
      location: string,
      partialLocation: string,
    ): Promise<string> {
      const strict = { ...options, rejectUnauthorized: true, signal: fetching.signal };
      return super.httpDownload(url, strict, location, partialLocation, 1, 0, silence);
    }

    override printDownloadProgress(chunk: { length: number }): void {
      this.dlProgress.current += chunk.length;
      if (this.dlProgress.length < 1e6) return; // The checksum's file is no progress.
      fetching.onStep({
        name,
        percentage: Math.floor((this.dlProgress.current / this.dlProgress.length) * 100),
      });
    }
  }

  return new Download({ version, downloadDir: folder, checkMD5: true }).getMongodPath();
}
