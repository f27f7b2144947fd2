import { SluiceError } from '../../api/errors.ts';

/** Where the cells of a row go: `a.b` is a field of a field, `a[0]` an element of an array. */
export type ColumnNode =
  | { readonly kind: 'cell'; readonly column: number }
  | { readonly kind: 'fields'; readonly fields: Map<string, ColumnNode> }
  | { readonly kind: 'items'; readonly items: Map<number, ColumnNode> };

export type ColumnTree = Extract<ColumnNode, { kind: 'fields' }>;

/** MongoDB's own limit of nesting. */
const deepest = 100;

type Step = string | number;

/**
 * The steps of a column's name: `a.b[0].c` is a, b, 0, c. A name that is not such a path (`No.`, `Approx. size`,
 * `price [USD]`) is one field of that name.
 */
export function columnPath(name: string): Step[] {
  const steps: Step[] = [];
  for (const part of name.split('.')) {
    const match = /^([^\s[\]](?:[^[\]]*[^\s[\]])?)((?:\[\d{1,9}\])*)$/.exec(part);
    if (match?.[1] === undefined) return [name];
    steps.push(match[1]);
    for (const index of (match[2] ?? '').matchAll(/\d+/g)) steps.push(Number(index[0]));
  }
  return steps;
}

/** Throws `csv-header` where a name is empty or there twice, or where two names contradict each other. */
export function columnTree(names: readonly string[]): ColumnTree {
  const tree: ColumnTree = { kind: 'fields', fields: new Map() };
  const seen = new Set<string>();
  for (const [column, name] of names.entries()) {
    if (name === '') throw new SluiceError('csv-header', { reason: `column ${column + 1} has no name` });
    if (seen.has(name)) throw new SluiceError('csv-header', { reason: `the name "${name}" is there twice` });
    seen.add(name);
    place(tree, columnPath(name), column, name);
  }
  requireWholeArrays(tree);
  return tree;
}

function place(tree: ColumnTree, path: readonly Step[], column: number, name: string): void {
  if (path.length > deepest) {
    throw new SluiceError('csv-header', { reason: `the name "${name}" is nested more than ${deepest} deep` });
  }
  let node: ColumnNode = tree;
  for (const [depth, step] of path.entries()) {
    const following = path[depth + 1];
    const children = childrenFor(node, step);
    const existing = children?.get(step);
    if (
      children === undefined ||
      (existing !== undefined && (following === undefined || existing.kind === 'cell'))
    ) {
      throw new SluiceError('csv-header', { reason: `the name "${name}" contradicts another column` });
    }
    const next = existing ?? emptyNode(following, column);
    children.set(step, next);
    node = next;
  }
}

/** The children under which a step is looked up; undefined where the node is not of the step's kind. */
function childrenFor(node: ColumnNode, step: Step): Map<Step, ColumnNode> | undefined {
  // Sound: only a step of the map's own key type gets this far.
  if (node.kind === 'fields' && typeof step === 'string') return node.fields;
  if (node.kind === 'items' && typeof step === 'number') return node.items;
  return undefined;
}

function emptyNode(following: Step | undefined, column: number): ColumnNode {
  if (following === undefined) return { kind: 'cell', column };
  return typeof following === 'number'
    ? { kind: 'items', items: new Map() }
    : { kind: 'fields', fields: new Map() };
}

/** An array with holes would be filled with values nobody wrote. */
function requireWholeArrays(node: ColumnNode, name = ''): void {
  if (node.kind === 'cell') return;
  if (node.kind === 'fields') {
    for (const [field, child] of node.fields)
      requireWholeArrays(child, name === '' ? field : `${name}.${field}`);
    return;
  }
  for (let index = 0; index < node.items.size; index++) {
    const child = node.items.get(index);
    if (child === undefined)
      throw new SluiceError('csv-header', { reason: `there is no column "${name}[${index}]"` });
    requireWholeArrays(child, `${name}[${index}]`);
  }
}
