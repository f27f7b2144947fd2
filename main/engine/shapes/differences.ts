/** Two versions of a document, field by field. */
import { BSON, EJSON } from 'bson';
import { type Differences, type FieldDifference, fieldsLimit } from '../api/findings.ts';
import { isPlain, type Plain } from './plain.ts';

/** Letters of a value that are shown. */
const valueLetters = 300;

/** What is not the same in `mine`, the collection's document, and in `file`, what it would become. Raw BSON. */
export function differencesOf(mine: Uint8Array, file: Uint8Array): Differences {
  const exact = { promoteValues: false, bsonRegExp: true } as const;
  const found = new Collector();
  compareObjects('', BSON.deserialize(mine, exact), BSON.deserialize(file, exact), found);
  if (found.count === 0) {
    const [old, now] = [mine, file].map((bytes) => Object.keys(BSON.deserialize(bytes, exact)).join(', '));
    found.add({ path: '(order of the fields)', mine: cut(old ?? ''), file: cut(now ?? '') });
  }
  return { fields: found.fields, more: found.count - found.fields.length };
}

class Collector {
  readonly fields: FieldDifference[] = [];
  count = 0;

  add(difference: FieldDifference): void {
    this.count++;
    if (this.fields.length < fieldsLimit) this.fields.push(difference);
  }
}

function compare(path: string, mine: unknown, file: unknown, found: Collector): void {
  if (textOf(mine) === textOf(file)) return;
  if (isPlain(mine) && isPlain(file)) compareObjects(path, mine, file, found);
  else if (Array.isArray(mine) && Array.isArray(file)) compareArrays(path, mine, file, found);
  else found.add({ path, ...sides(mine, file) });
}

function compareObjects(path: string, mine: Plain, file: Plain, found: Collector): void {
  const names = new Set([...Object.keys(mine), ...Object.keys(file)]);
  for (const name of names) compare(path === '' ? name : `${path}.${name}`, mine[name], file[name], found);
}

/** Elements that all have an `id` of their own are matched by it, others by their place. */
function compareArrays(
  path: string,
  mine: readonly unknown[],
  file: readonly unknown[],
  found: Collector,
): void {
  const [old, now] = [byId(mine), byId(file)];
  if (old && now) {
    for (const id of new Set([...old.keys(), ...now.keys()]))
      compare(`${path}[id=${id}]`, old.get(id), now.get(id), found);
    return;
  }
  for (let i = 0; i < Math.max(mine.length, file.length); i++)
    compare(`${path}[${i}]`, mine[i], file[i], found);
}

function byId(values: readonly unknown[]): Map<string, unknown> | undefined {
  const map = new Map<string, unknown>();
  for (const value of values) {
    if (!isPlain(value) || typeof value.id !== 'string') return undefined;
    map.set(value.id, value);
  }
  return map.size === values.length ? map : undefined;
}

/** As people read them, and with their types where they would read the same. */
function sides(mine: unknown, file: unknown): { readonly mine?: string; readonly file?: string } {
  const [a, b] = [side('mine', mine), side('file', file)];
  if (a.mine !== b.file || mine === undefined) return { ...a, ...b };
  return {
    mine: cut(EJSON.stringify(mine, { relaxed: false })),
    file: cut(EJSON.stringify(file, { relaxed: false })),
  };
}

function side(name: 'mine' | 'file', value: unknown): { [key in 'mine' | 'file']?: string } {
  if (value === undefined) return {};
  return { [name]: cut(EJSON.stringify(value, { relaxed: true })) };
}

function cut(text: string): string {
  return text.length > valueLetters ? `${text.slice(0, valueLetters - 1)}…` : text;
}

/** Equal exactly for values of the same types and bytes. */
function textOf(value: unknown): string {
  return value === undefined ? '' : EJSON.stringify({ value }, { relaxed: false });
}
