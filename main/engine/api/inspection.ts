import type { ImportFormat, Shape } from './requests.ts';

export const compressions = ['gzip', 'zstd', 'zip'] as const;
export type Compression = (typeof compressions)[number];

/** What a file looks like, from its first records; nothing is written anywhere. */
export interface Inspection {
  readonly path: string;
  readonly filename: string;
  /** Bytes, as the file is on disk. */
  readonly size: number;
  /** How the file is compressed; absent where it is not. */
  readonly compression?: Compression;
  /** The file in a zip that holds the records. */
  readonly entry?: string;
  readonly format: ImportFormat;
  /** Where the records are: `conversations.item`, `item` (a root array), or absent (lines, rows). */
  readonly recordPath?: string;
  readonly shape: Shape;
  /** One sentence: why Sluice thinks so. */
  readonly why: string;
  /** Records looked at. */
  readonly sampled: number;
  /** True when the whole file was looked at: `sampled` is then exact. */
  readonly complete: boolean;
  /** Guessed from the size of the sampled records; absent when nothing could be sampled. */
  readonly estimatedRecords?: number;
  readonly fields: readonly FieldFacts[];
  /** The first records as relaxed Extended JSON text, each cut at `sampleTextLimit` characters. */
  readonly samples: readonly string[];
  readonly problems: readonly Problem[];
  /** CSV only. */
  readonly delimiter?: string;
}

export interface FieldFacts {
  readonly name: string;
  /** Records of the sample that have it. */
  readonly present: number;
  /** BSON type names with how often each was seen, most frequent first. */
  readonly types: readonly { readonly type: string; readonly count: number }[];
}

export interface Problem {
  readonly record: number;
  readonly line: number;
  readonly byte: number;
  readonly message: string;
}

/** What an inspection looks at: so many records, and more of small ones until there is enough to guess their number by. */
export const inspectSample = { leastRecords: 100, leastBytes: 2 * 1024 * 1024, mostRecords: 2000 } as const;
/** Records shown as text. */
export const inspectShown = 5;
export const sampleTextLimit = 2000;
