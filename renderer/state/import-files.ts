/** The files of one import: what each of them is, or why it cannot be read. */
import type { ErrorReport, Inspection, Shape } from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';

export interface ImportFile {
  /** Absolute. */
  readonly path: string;
  /** Absent while the file is looked at, and where it cannot be read. */
  readonly inspection?: Inspection;
  readonly error?: ErrorReport;
}

async function lookAt(path: string): Promise<ImportFile> {
  try {
    return { path, inspection: await request('inspect', { path }) };
  } catch (error) {
    return { path, error: reportOf(error) };
  }
}

/** Files that are looked at at the same time; somebody may drop hundreds. */
const lanes = 4;

/** Looks at files, and tells of each as soon as it is known. */
export async function lookAtAll(paths: readonly string[], tell: (file: ImportFile) => void): Promise<void> {
  const left = [...paths];
  const lane = async (): Promise<void> => {
    for (let path = left.shift(); path !== undefined; path = left.shift()) tell(await lookAt(path));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

export const isReady = (files: readonly ImportFile[]): boolean =>
  files.length > 0 && files.every(({ inspection }) => inspection !== undefined);

/** How many records the files hold, as far as their beginnings tell. */
export interface Guess {
  /** Absent where nothing could be sampled. */
  readonly records: number | undefined;
  readonly isExact: boolean;
  /** What the records are, where all files agree. */
  readonly shape: Shape;
}

export function guessOf(files: readonly ImportFile[]): Guess {
  const inspections = files.map(({ inspection }) => inspection).filter((found) => found !== undefined);
  const counts = inspections.map(({ complete, sampled, estimatedRecords }) =>
    complete ? sampled : estimatedRecords,
  );
  const known = counts.filter((count) => count !== undefined);
  const isConversations = inspections.every(({ shape }) => shape === 'conversation');
  return {
    records: known.length < files.length ? undefined : known.reduce((sum, count) => sum + count, 0),
    isExact: inspections.every(({ complete }) => complete),
    shape: isConversations ? 'conversation' : 'any',
  };
}
