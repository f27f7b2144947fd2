/** Rules for single fields of records, as a tree by the names that lead to them. */
import { SluiceError } from '../../api/errors.ts';
import type { FieldRule, FieldType } from '../../api/requests.ts';
import { columnPath } from '../../formats/csv/header.ts';

/** What is done to one field. */
export interface FieldChange {
  /** Its name afterwards, UTF-8. */
  readonly name?: Uint8Array;
  readonly isLeftOut: boolean;
  readonly type?: FieldType;
  /** For the fields inside it. */
  readonly inside?: FieldChanges;
  /** As the rule names it. */
  readonly path: string;
}

/** What is done to the fields of a document. Names are UTF-8 bytes read as latin1, which compares them as they are. */
export interface FieldChanges {
  readonly byName: ReadonlyMap<string, FieldChange>;
  /** Names that fields get, for which a record must not have another field. */
  readonly newNames: ReadonlySet<string>;
}

interface Node {
  rule?: FieldRule;
  readonly children: Map<string, Node>;
}

/** Throws `mapping-invalid` where rules contradict each other or cannot be followed. */
export function fieldChanges(rules: readonly FieldRule[]): FieldChanges {
  const root: Node = { children: new Map() };
  for (const rule of rules) {
    const node = fieldPath(rule.from).reduce((parent, name) => childOf(parent, name), root);
    if (node.rule) throw invalid(`there are two rules for the field ${rule.from}`);
    node.rule = rule;
  }
  return changesOf(root);
}

/** The names that lead to a field: `a.b` is b inside a; what is no such path is one name. */
export function fieldPath(text: string): readonly string[] {
  if (text.includes('\0')) throw invalid('a field name holds a zero character');
  return columnPath(text).map((step) => {
    if (typeof step === 'string') return step;
    throw invalid(`${text} names an element of an array; a rule is for all of them`);
  });
}

function childOf(parent: Node, name: string): Node {
  const found = parent.children.get(name);
  if (found) return found;
  const child: Node = { children: new Map() };
  parent.children.set(name, child);
  return child;
}

function changesOf({ children }: Node): FieldChanges {
  const changes = [...children].map(([name, node]) => [asLatin1(name), changeOf(name, node)] as const);
  const newNames = changes.flatMap(([, { name }]) => (name ? [Buffer.from(name).toString('latin1')] : []));
  return { byName: new Map(changes), newNames: new Set(newNames) };
}

function changeOf(name: string, { rule, children }: Node): FieldChange {
  const inside = children.size > 0 ? changesOf({ children }) : undefined;
  if (!rule) return { path: name, isLeftOut: false, ...(inside ? { inside } : {}) };
  const { from, to, type } = rule;
  if (inside && (to === null || type !== undefined))
    throw invalid(`a rule for ${from} as a whole leaves none for the fields inside it`);
  if (to === null && type !== undefined) throw invalid(`${from} is left out, so it cannot have a type`);
  const renamed = to === undefined || to === null ? undefined : newName(from, to);
  return {
    path: from,
    isLeftOut: to === null,
    ...(renamed === undefined || renamed === name ? {} : { name: Buffer.from(renamed) }),
    ...(type === undefined ? {} : { type }),
    ...(inside ? { inside } : {}),
  };
}

/** A field gets another name in its place; it does not move to another one. */
function newName(from: string, to: string): string {
  const parents = fieldPath(from).slice(0, -1);
  const path = fieldPath(to);
  const name = path.at(-1) ?? to;
  if (path.length !== parents.length + 1 || parents.some((parent, i) => parent !== path[i])) {
    const inPlace = [...parents, name].join('.');
    throw invalid(
      `${from} can become ${inPlace}, but not ${to}: fields do not move into others or out of them`,
    );
  }
  return name;
}

function asLatin1(name: string): string {
  return Buffer.from(name).toString('latin1');
}

function invalid(reason: string): SluiceError {
  return new SluiceError('mapping-invalid', { reason });
}
