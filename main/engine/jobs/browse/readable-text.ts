/** What a message says, out of the forms that archives have for it. */
import { EJSON } from 'bson';
import { isPlain, type Plain } from '../../shapes/plain.ts';

/** The text of a message: its content as text, or the texts of its parts one below the other; else all of it. */
export function readableText(message: Plain): string {
  const { content, text, parts } = message;
  for (const said of [content, text, parts]) {
    const found = textIn(said);
    if (found.trim() !== '') return found;
  }
  return EJSON.stringify(message, { relaxed: true });
}

function textIn(said: unknown): string {
  if (typeof said === 'string') return said;
  if (Array.isArray(said))
    return said
      .map(textIn)
      .filter((part) => part !== '')
      .join('\n\n');
  if (!isPlain(said)) return '';
  const { type, text, content, parts, thinking, name, input } = said;
  if (typeof text === 'string') return text;
  if (typeof thinking === 'string') return thinking;
  const inner = textIn(content) || textIn(parts);
  if (inner !== '') return inner;
  // A call of a tool says which one, and with what.
  if (typeof name === 'string') return `${name} ${input === undefined ? '' : EJSON.stringify(input)}`.trim();
  return typeof type === 'string' ? `[${type}]` : '';
}
