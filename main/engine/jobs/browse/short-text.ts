/** Values of documents as short text, for lists and tables. */
import { cellLimit, documentTextLimit } from '../../api/browse.ts';
import { bsonType, type Element, elementName, elementsOf, stringAt } from '../../formats/bson/elements.ts';
import { JsonEncoder } from '../../formats/json/write.ts';

const encoder = new JsonEncoder({ ejson: 'relaxed', hideEqualId: false });

/** Never between the two halves of a character. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1));
  return `${text.slice(0, isHalf ? limit - 1 : limit)}…`;
}

/** A text as it is, anything else as relaxed Extended JSON; on one line, at most `cellLimit` characters. */
export function cellText(document: Uint8Array, element: Element): string {
  const { type, valueStart, end } = element;
  // What is cut off is not made into text first.
  const text =
    type === bsonType.string
      ? stringAt(document, valueStart)
      : encoder.valueText(document, type, valueStart, end).toString('utf8', 0, cellLimit * 4);
  return cut(text.replace(/\s+/g, ' '), cellLimit);
}

/** "title: …, tags: […]" from the first fields that say something. */
export function previewText(document: Uint8Array, hidden: ReadonlySet<string>): string {
  const parts: string[] = [];
  let length = 0;
  for (const element of elementsOf(document)) {
    const name = elementName(document, element);
    if (hidden.has(name)) continue;
    const part = `${name}: ${cellText(document, element)}`;
    parts.push(part);
    length += part.length;
    if (length > cellLimit) break;
  }
  return cut(parts.join(', '), cellLimit);
}

/** The document as indented relaxed Extended JSON, cut at `documentTextLimit`. */
export function documentText(document: Uint8Array): { readonly text: string; readonly isCut: boolean } {
  encoder.out.position = 0;
  encoder.document(document);
  // Indenting adds; what is far beyond the limit need not be looked at.
  const compact = encoder.out.written().toString('utf8', 0, documentTextLimit * 4);
  const whole = indent(compact, documentTextLimit + 1);
  const text = cut(whole, documentTextLimit);
  return { text, isCut: text !== whole || encoder.out.position > documentTextLimit * 4 };
}

/** Compact JSON, which may be cut anywhere, with line breaks and two spaces a level; values are left as they are. */
function indent(json: string, limit: number): string {
  const out: string[] = [];
  let length = 0;
  let depth = 0;
  const put = (text: string): void => {
    out.push(text);
    length += text.length;
  };
  const line = (): void => put(`\n${'  '.repeat(depth)}`);
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^"{}[\],:]+/g)) {
    if (length > limit) break;
    if (token === '{' || token === '[') {
      put(token);
      depth++;
      line();
    } else if (token === '}' || token === ']') {
      depth--;
      line();
      put(token);
    } else if (token === ',') {
      put(token);
      line();
    } else put(token === ':' ? ': ' : token);
  }
  return out.join('').replace(/([{[])\n\s*([}\]])/g, '$1$2');
}
