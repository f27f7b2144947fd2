/**
 * Two versions of a conversation made one: messages united by id, else by content and time, in time order; other fields
 * from the newer version, those that only the older one has stay; the messages counted anew.
 */
import { BSON, EJSON } from 'bson';
import { bsonType, documentOf, findElement, stringAt } from '../formats/bson/elements.ts';
import { instantOf } from './instants.ts';
import { isPlain, type Plain } from './plain.ts';

const exact = { promoteValues: false, bsonRegExp: true } as const;

/** The instant of a top-level field of a document, undefined when it has none. */
export function instantField(document: Uint8Array, name: string): bigint | undefined {
  const element = findElement(document, name);
  if (!element) return undefined;
  if (element.type === bsonType.string) return instantOf(stringAt(document, element.valueStart));
  const wrapped = BSON.deserialize(documentOf(document, element), { promoteValues: false });
  return instantOf(wrapped[name]);
}

/** Is the record at least as new as the document? By `updated_at`; a side without one is the older one. */
export function recordIsNewer(before: Uint8Array, record: Uint8Array): boolean {
  const [old, mine] = [instantField(before, 'updated_at'), instantField(record, 'updated_at')];
  if (mine === undefined) return false;
  return old === undefined || mine > old;
}

/** The document after the record was merged into it. Both keep what only they have. */
export function mergeConversations(before: Uint8Array, record: Uint8Array): Uint8Array {
  const [old, mine]: [Plain, Plain] = [BSON.deserialize(before, exact), BSON.deserialize(record, exact)];
  const isNewer = !recordIsNewer(record, before);
  const merged: Plain = isNewer ? overlay(old, mine) : overlay(mine, old, Object.keys(old));
  merged._id = old._id;
  if (Array.isArray(old.messages) && Array.isArray(mine.messages)) {
    const messages = mergeMessages(old.messages, mine.messages, isNewer);
    merged.messages = messages;
    merged.message_count = messages.length;
  }
  if (Array.isArray(old.tags) && Array.isArray(mine.tags)) merged.tags = union(old.tags, mine.tags);
  if (isPlain(old.metadata) && isPlain(mine.metadata)) {
    merged.metadata = isNewer ? overlay(old.metadata, mine.metadata) : overlay(mine.metadata, old.metadata);
  }
  return BSON.serialize(merged);
}

/** The fields of both, those of `over` where both have one; the order of `under`, or the one given first. */
function overlay(under: Plain, over: Plain, order: readonly string[] = Object.keys(under)): Plain {
  const names = new Set([...order, ...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries(
    [...names].map((name) => [name, Object.hasOwn(over, name) ? over[name] : under[name]]),
  );
}

function union(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  const seen = new Map<string, unknown>();
  for (const value of [...a, ...b]) {
    const text = textOf(value);
    if (!seen.has(text)) seen.set(text, value);
  }
  return [...seen.values()];
}

function textOf(value: unknown): string {
  return EJSON.stringify({ value }, { relaxed: false });
}

interface Placed {
  message: unknown;
  /** Its own time, else that of the message before it in its list. */
  readonly time: bigint;
}

function mergeMessages(old: readonly unknown[], mine: readonly unknown[], isNewer: boolean): unknown[] {
  const placed = place(old);
  const byKey = new Map(placed.flatMap((entry) => keysOf(entry.message).map((key) => [key, entry] as const)));
  for (const entry of place(mine)) {
    const twin = keysOf(entry.message)
      .map((key) => byKey.get(key))
      .find((found) => found !== undefined && !haveDifferentIds(found.message, entry.message));
    if (twin) twin.message = mergeMessage(twin.message, entry.message, isNewer);
    else placed.push(entry);
  }
  // A message may have got the other side's time. Sorting is stable: messages of the same time stay in the order of their
  // lists, the document's first.
  const timed = placed.map(({ message, time }) => ({ message, time: ownTime(message) ?? time }));
  return timed
    .toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    .map(({ message }) => message);
}

function place(messages: readonly unknown[]): Placed[] {
  let last = -(2n ** 63n);
  return messages.map((message) => {
    last = ownTime(message) ?? last;
    return { message, time: last };
  });
}

function ownTime(message: unknown): bigint | undefined {
  return isPlain(message) ? instantOf(message.timestamp) : undefined;
}

/** What makes two messages the same: the id, else content and time. */
function keysOf(message: unknown): string[] {
  if (!isPlain(message)) return [textOf(message)];
  const content = `content ${textOf([message.type, message.content, String(instantOf(message.timestamp))])}`;
  return hasId(message) ? [`id ${textOf(message.id)}`, content] : [content];
}

function hasId(message: unknown): message is Plain {
  return isPlain(message) && message.id !== undefined && message.id !== null;
}

/** Messages that say the same at the same time under two ids are two messages. */
function haveDifferentIds(a: unknown, b: unknown): boolean {
  return hasId(a) && hasId(b) && textOf(a.id) !== textOf(b.id);
}

function mergeMessage(old: unknown, mine: unknown, isNewer: boolean): unknown {
  if (!isPlain(old) || !isPlain(mine)) return isNewer ? mine : old;
  return isNewer ? overlay(old, mine) : overlay(mine, old, Object.keys(old));
}
