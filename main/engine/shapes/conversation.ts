/**
 * The canonical conversation: `_id` = `id` (text), messages an array, times ISO 8601 or Unix, costs never negative.
 * Records that are right already, which is nearly all of them, pass as bytes; only a message of an unknown type makes
 * objects of its conversation.
 */
import { BSON } from 'bson';
import type { RejectCode } from '../api/jobs.ts';
import type { RejectReason } from '../formats/records.ts';
import {
  type ByteWriter,
  beginDocument,
  endDocument,
  putInt,
  putRaw,
  putString,
} from '../formats/bson/document-writer.ts';
import {
  bsonType,
  byteAt,
  type Element,
  asciiEquals,
  elementAt,
  elementEnd,
  elementName,
  elementsOf,
  int32At,
  nameEndAt,
  nameEquals,
  stringAt,
} from '../formats/bson/elements.ts';
import { appendElements } from './any.ts';
import type { Shaped, Shaper } from './shaper.ts';
import { isPlain, type Plain } from './plain.ts';

export const messageTypes = ['user', 'assistant', 'system', 'tool_use', 'tool_result'] as const;
const knownTypes: readonly string[] = messageTypes;

const titleLength = 80;
const noShape = { derived: 0 };

/** The fields of a conversation that this shape looks at. */
const fieldNames = [
  '_id',
  'id',
  'messages',
  'created_at',
  'timestamp',
  'cost_usd',
  'title',
  'message_count',
] as const;

type Fields = { readonly [name in (typeof fieldNames)[number]]?: Element };

/** Does a record look like a conversation? What detection asks of the first records. */
export function looksLikeConversation(record: Uint8Array): boolean {
  const { id, _id, messages } = fieldsOf(record);
  return (id ?? _id)?.type === bsonType.string && messages?.type === bsonType.array;
}

export const shapeConversation: Shaper = (record, _recordNumber, out) => {
  const fields = fieldsOf(record);
  const fault =
    idFault(fields) ??
    messagesFault(fields) ??
    timeFault(record, fields) ??
    costFault(record, fields.cost_usd);
  if (fault) return fault;
  const messages = checkMessages(record, fields.messages);
  if (typeof messages === 'object') return messages;
  if (messages === 'unknown-types') {
    const mapped = BSON.serialize(withKnownTypes(record));
    return write(mapped, fieldsOf(mapped), out);
  }
  return write(record, fields, out);
};

function fieldsOf(record: Uint8Array): Fields {
  const found: { -readonly [name in keyof Fields]: Fields[name] } = {};
  const end = int32At(record, 0) - 1;
  for (let at = 4; at < end;) {
    const nameEnd = nameEndAt(record, at);
    const name = fieldNames.find((known) => asciiEquals(record, at + 1, nameEnd, known));
    if (name !== undefined) found[name] = elementAt(record, at);
    at = elementEnd(record, at, nameEnd);
  }
  return found;
}

function reason(code: RejectCode, field: string, message: string): RejectReason {
  return { code, field, message };
}

function idFault({ id, _id }: Fields): RejectReason | undefined {
  const field = id ? 'id' : '_id';
  const element = id ?? _id;
  if (!element) return reason('conversation-id', 'id', 'the conversation has no id');
  if (element.type !== bsonType.string)
    return reason('conversation-id', field, 'the id of a conversation must be a text');
  if (element.end - element.valueStart === 5)
    return reason('conversation-id', field, 'the id of the conversation is empty');
  return undefined;
}

function messagesFault({ messages }: Fields): RejectReason | undefined {
  if (!messages) return reason('conversation-messages', 'messages', 'the conversation has no messages array');
  if (messages.type !== bsonType.array)
    return reason('conversation-messages', 'messages', 'messages must be an array');
  return undefined;
}

const isoTime = /^[+-]?\d{4,6}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?)?$/i;
const numberTypes: ReadonlySet<number> = new Set([
  bsonType.int32,
  bsonType.int64,
  bsonType.double,
  bsonType.decimal128,
]);

function timeFault(record: Uint8Array, { created_at, timestamp }: Fields): RejectReason | undefined {
  const element = created_at ?? timestamp;
  if (!element || element.type === bsonType.null || element.type === bsonType.date) return undefined;
  if (numberTypes.has(element.type)) return undefined;
  const field = created_at ? 'created_at' : 'timestamp';
  if (element.type === bsonType.string && isTime(record, element)) return undefined;
  return reason('conversation-time', field, `${field} is neither an ISO 8601 time nor a Unix time`);
}

/** The pattern, and a day and a month that exist. */
function isTime(record: Uint8Array, element: Element): boolean {
  const text = stringAt(record, element.valueStart);
  if (!isoTime.test(text)) return false;
  const [, month = 0, day = 0] = /^[+-]?\d{4,6}-(\d{2})-(\d{2})/.exec(text)?.map(Number) ?? [];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function costFault(record: Uint8Array, cost: Element | undefined): RejectReason | undefined {
  if (!cost || cost.type === bsonType.null) return undefined;
  if (!numberTypes.has(cost.type)) return reason('conversation-cost', 'cost_usd', 'cost_usd is not a number');
  // The sign is the highest bit of the value in all four number types.
  const negative = (byteAt(record, cost.end - 1) & 0x80) !== 0 && !isNegativeZero(record, cost);
  return negative ? reason('conversation-cost', 'cost_usd', 'cost_usd is negative') : undefined;
}

function isNegativeZero(record: Uint8Array, cost: Element): boolean {
  if (cost.type !== bsonType.double || byteAt(record, cost.end - 1) !== 0x80) return false;
  return record.subarray(cost.valueStart, cost.end - 1).every((byte) => byte === 0);
}

function checkMessages(
  record: Uint8Array,
  messages: Element | undefined,
): RejectReason | 'known-types' | 'unknown-types' {
  let result: 'known-types' | 'unknown-types' = 'known-types';
  if (!messages) return result;
  const end = messages.end - 1;
  for (let at = messages.valueStart + 4; at < end;) {
    const nameEnd = nameEndAt(record, at);
    const place = at;
    at = elementEnd(record, place, nameEnd);
    const found = checkMessage(record, byteAt(record, place), nameEnd + 1);
    if (found === 'unknown-type') result = 'unknown-types';
    else if (typeof found === 'object') {
      const name = `messages.${elementName(record, elementAt(record, place))}`;
      return { ...found, field: found.field === '' ? name : `${name}.${found.field}` };
    }
  }
  return result;
}

function checkMessage(
  record: Uint8Array,
  type: number,
  start: number,
): (RejectReason & { readonly field: string }) | 'known-type' | 'unknown-type' {
  if (type !== bsonType.object)
    return { code: 'conversation-messages', field: '', message: 'a message must be an object' };
  let result: 'known-type' | 'unknown-type' = 'unknown-type';
  let hasType = false;
  let hasCost = false;
  const end = start + int32At(record, start) - 1;
  for (let at = start + 4; at < end;) {
    const nameEnd = nameEndAt(record, at);
    const element = at;
    at = elementEnd(record, element, nameEnd);
    if (!hasType && asciiEquals(record, element + 1, nameEnd, 'type')) {
      hasType = true;
      if (isKnownType(record, elementAt(record, element))) result = 'known-type';
    } else if (!hasCost && asciiEquals(record, element + 1, nameEnd, 'cost_usd')) {
      hasCost = true;
      const fault = costFault(record, elementAt(record, element));
      if (fault) return { ...fault, field: 'cost_usd' };
    }
  }
  return result;
}

function isKnownType(record: Uint8Array, type: Element): boolean {
  if (type.type !== bsonType.string) return false;
  const start = type.valueStart + 4;
  return messageTypes.some((known) => asciiEquals(record, start, type.end - 1, known));
}

/** The conversation with messages of unknown types made `system`, the original type kept in their metadata. */
function withKnownTypes(record: Uint8Array): Plain {
  const conversation: Plain = BSON.deserialize(record, { promoteValues: false, bsonRegExp: true });
  const messages: unknown[] = Array.isArray(conversation.messages) ? conversation.messages : [];
  conversation.messages = messages.map((message) => {
    if (!isPlain(message) || (typeof message.type === 'string' && knownTypes.includes(message.type)))
      return message;
    const metadata = isPlain(message.metadata) ? message.metadata : {};
    const original = 'type' in message ? { original_type: message.type } : { original_type: null };
    return { ...message, type: 'system', metadata: { ...metadata, ...original } };
  });
  return conversation;
}

/** `_id` and `id` first, then the record's fields in their order, then what is derived. */
function write(record: Uint8Array, fields: Fields, out: ByteWriter): Shaped {
  const start = beginDocument(out);
  const { _id, id } = fields;
  if (_id) out.append(record.subarray(_id.start, _id.end));
  else if (id) putRaw(out, bsonType.string, '_id', record.subarray(id.valueStart, id.end));
  if (!id && _id) putRaw(out, bsonType.string, 'id', record.subarray(_id.valueStart, _id.end));
  if (_id) {
    out.append(record.subarray(4, _id.start));
    out.append(record.subarray(_id.end, int32At(record, 0) - 1));
  } else appendElements(record, out);
  const derived = appendDerived(record, fields, out);
  endDocument(out, start);
  return derived;
}

function appendDerived(
  record: Uint8Array,
  { title, message_count, messages }: Fields,
  out: ByteWriter,
): Shaped {
  if (title && message_count) return noShape;
  let derived = 0;
  let count = 0;
  let firstUser: string | undefined;
  for (const message of messages ? elementsOf(record, messages.valueStart) : []) {
    count++;
    if (!title) firstUser ??= userText(record, message);
  }
  if (!title && firstUser !== undefined) {
    putString(out, 'title', firstUser);
    derived++;
  }
  if (!message_count) {
    putInt(out, 'message_count', count);
    derived++;
  }
  return { derived };
}

/** The beginning of a user's message, on one line. */
function userText(record: Uint8Array, message: Element): string | undefined {
  let isUser = false;
  let content: string | undefined;
  for (const element of elementsOf(record, message.valueStart)) {
    if (element.type !== bsonType.string) continue;
    if (nameEquals(record, element, 'type')) isUser = stringAt(record, element.valueStart) === 'user';
    else if (nameEquals(record, element, 'content')) content = stringAt(record, element.valueStart);
  }
  const line = isUser ? content?.replace(/\s+/g, ' ').trim() : undefined;
  if (!line) return undefined;
  // Two code units a letter at most, and one letter more, to know that there is more.
  const letters = Array.from(line.slice(0, titleLength * 2 + 2));
  return letters.length > titleLength ? `${letters.slice(0, titleLength - 1).join('')}…` : letters.join('');
}
