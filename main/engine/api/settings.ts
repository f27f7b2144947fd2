/** What the user sets that the engine goes by. The shell keeps it, with the rest of the settings, in the settings file. */
import * as z from 'zod';

/** Of Sluice's own MongoDB; what is changed here holds from its next start on. */
export const localServerSettings = z.object({
  /** The mongod program; `null`: found or fetched. */
  program: z.string().min(1).nullable(),
  /** A folder for its data, or one that is a data folder already; `null`: below the app's own. */
  folder: z.string().min(1).nullable(),
  /** `null`: the one of last time, or any free one. */
  port: z.int().min(1).max(65_535).nullable(),
  /** MiB of memory for its cache; `null`: 1024. */
  cacheMegabytes: z.int().min(256).nullable(),
});
export type LocalServerSettings = z.output<typeof localServerSettings>;

/** Where staged copies and scratch files go; `null`: below the app's own folder. Holds from the next start on. */
export const tempFolderSetting = z.string().min(1).nullable();

/** Days after which what undo needs of a job is forgotten; `null`: never. */
export const journalDaysSetting = z.int().min(1).nullable();

export const defaultLocalServer: LocalServerSettings = {
  program: null,
  folder: null,
  port: null,
  cacheMegabytes: null,
};
