/**
 * The files that the page may have shown, opened or dragged: those that the user chose, and those that jobs read or wrote.
 * A page that asks for any other is not ours any more.
 */
import { extname } from 'node:path';
import { SluiceError } from './engine/api/errors.ts';
import { importExtensions } from './engine/api/requests.ts';
import type { JobSummary, Settings } from '../preload/contract.ts';

type PathSettings = Pick<Settings, 'localServer' | 'tempFolder'>;

/** What is opened with the program that the system has for it: never what the system would run. */
const openable: ReadonlySet<string> = new Set([...importExtensions, '.txt', '.log']);

export class KnownPaths {
  readonly #paths = new Set<string>();

  add(...paths: readonly (string | undefined)[]): void {
    for (const path of paths) if (path !== undefined) this.#paths.add(path);
  }

  addJob({ output, sources = [], ...result }: JobSummary & { readonly rejectsFile?: string }): void {
    this.add(output, result.rejectsFile, ...sources.map(({ path }) => path));
  }

  /** Throws `request-invalid` for any other. */
  check(path: string): string {
    if (this.#paths.has(path)) return path;
    throw new SluiceError('request-invalid', {
      reason: 'nobody chose this file, and no job has to do with it',
    });
  }

  /**
   * Programs and folders of the settings come from dialogs: a page that names another one, such as a program to be run,
   * is not ours any more. Throws `request-invalid`.
   */
  checkChosen(
    changes: { readonly [K in keyof PathSettings]?: PathSettings[K] | undefined },
    now: PathSettings,
  ): void {
    const { localServer = now.localServer, tempFolder = now.tempFolder } = changes;
    const pairs = [
      [localServer.program, now.localServer.program],
      [localServer.folder, now.localServer.folder],
      [tempFolder, now.tempFolder],
    ] as const;
    for (const [path, before] of pairs) if (path !== null && path !== before) this.check(path);
  }

  /** Also throws for what the system would run. */
  checkOpenable(path: string): string {
    if (openable.has(extname(path).toLowerCase())) return this.check(path);
    throw new SluiceError('request-invalid', { reason: 'files of this kind are not opened' });
  }
}
