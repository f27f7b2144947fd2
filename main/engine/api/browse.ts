/** Looking at what a collection, or a file, holds, a page at a time: for screens, so every answer is bounded. */
import * as z from 'zod';
import { exportFormats, serverFields, shapes, targetSchema } from './requests.ts';

/** Extended JSON, as the user typed it. */
const query = z.string().optional();

export const sampleParams = z.object({
  path: z.string().min(1),
  limit: z.int().min(1).max(1000).default(100),
});

/** The first records of a file as a table. */
export interface Sample {
  /** Top-level fields in the order of their first appearance. */
  readonly columns: readonly string[];
  readonly rows: readonly SampleRow[];
}

export interface SampleRow {
  /** Number of the record in the file, from 1. */
  readonly record: number;
  /** Line the record starts at, from 1. */
  readonly line: number;
  /** One for each column, as short text, cut at `cellLimit`; `null` where the record has no such field. */
  readonly cells: readonly (string | null)[];
  /** The record as indented relaxed Extended JSON, cut at `documentTextLimit`. */
  readonly text: string;
}

export const countParams = z.object({ target: targetSchema, query });

export interface DocumentCount {
  /** Documents that the query finds; absent where the server did not get to the end of counting in two seconds. */
  readonly found?: number;
  /** Documents in the collection, by its statistics. */
  readonly total: number;
  /** Bytes of a document on average. */
  readonly averageBytes: number;
}

export const previewParams = z.object({
  target: targetSchema,
  format: z.enum(exportFormats).default('json'),
  shape: z.enum(['auto', ...shapes]).default('auto'),
  query,
  sort: query,
  ids: z.array(z.string()).optional(),
  fields: z.array(z.string().min(1)).optional(),
  ejson: z.enum(['relaxed', 'canonical']).default('relaxed'),
  limit: z.int().min(1).max(20).default(5),
});

/** The beginning of an export as it will be written. */
export interface ExportPreview {
  /** Cut at `documentTextLimit`. */
  readonly text: string;
  /** Records in it. */
  readonly records: number;
  /** Bytes of one of them on average, as written; absent where there are none. */
  readonly averageBytes?: number;
  /** Bytes of the same documents in BSON on average, where they are written whole. */
  readonly averageDocumentBytes?: number;
}

export const documentsParams = z.object({
  target: targetSchema,
  query,
  /** The cursor of the last row of the page before; absent: from the start. */
  after: z.string().optional(),
  limit: z.int().min(1).max(200).default(50),
});

/** Documents in the order of their `_id`. */
export interface DocumentPage {
  readonly rows: readonly DocumentRow[];
  /** Whether others follow. */
  readonly more: boolean;
}

export interface DocumentRow {
  /** The `_id` as canonical Extended JSON; also the cursor that the next page goes on behind. */
  readonly id: string;
  /** The `_id` as people write it. */
  readonly label: string;
  /** A conversation's title, or the first text of the document; absent where it has none. */
  readonly title?: string;
  /** Its first fields on one line, cut at `cellLimit`. */
  readonly preview: string;
  /** Size in BSON. */
  readonly bytes: number;
  /** Messages, where the document is a conversation. */
  readonly messages?: number;
}

export const documentParams = z.object({ target: targetSchema, id: z.string().min(1) });

export interface DocumentView {
  readonly id: string;
  readonly label: string;
  readonly title?: string;
  readonly bytes: number;
  /** Indented relaxed Extended JSON, cut at `documentTextLimit`. */
  readonly text: string;
  readonly isCut: boolean;
  /** Its fields other than the messages, as label and short text, in document order. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** How many messages it has; absent where it is not a conversation. */
  readonly messages?: number;
}

export const messagesParams = z.object({
  target: targetSchema,
  id: z.string().min(1),
  /** Messages to leave out at the beginning. */
  skip: z.int().min(0).default(0),
  limit: z.int().min(1).max(200).default(50),
});

export interface MessagePage {
  readonly total: number;
  readonly messages: readonly ReadableMessage[];
}

/** A message as people read it. */
export interface ReadableMessage {
  /** Its place in the conversation, from 0. */
  readonly index: number;
  /** As stored: user, assistant, system, tool, …; empty where there is none. */
  readonly role: string;
  /** As stored. */
  readonly time?: string;
  /** Its text, the texts of its parts one below the other; cut at `documentTextLimit`. */
  readonly text: string;
}

export const pingParams = z.object({ ...serverFields });

/** A server that answered. */
export interface ServerFacts {
  /** Host and port, never credentials; `local` for Sluice's own server. */
  readonly server: string;
  readonly version: string;
  readonly topology: 'standalone' | 'replica-set' | 'sharded';
  /** Of one round trip. */
  readonly milliseconds: number;
}

/** The local MongoDB, as far as it is known without starting it. */
export interface LocalServerFacts {
  readonly running: boolean;
  readonly uri?: string;
  readonly version?: string;
  /** Where its data are. */
  readonly folder: string;
  /** Bytes on disk. */
  readonly bytes: number;
  /** The program that runs, or would be run; absent where none is there yet. */
  readonly program?: string;
}

/** Characters of a cell or a line. */
export const cellLimit = 160;
/** Characters of a document, a message or a preview. */
export const documentTextLimit = 200_000;
