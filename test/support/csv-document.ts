import type { ColumnNode, ColumnTree } from '../../main/engine/formats/csv/header.ts';

/** The row's document. Maps keep the header's order (numeric names too) and have no special key such as `__proto__`. */
export function documentOf(tree: ColumnTree, values: readonly unknown[]): Map<string, unknown> {
  const document = new Map<string, unknown>();
  for (const [name, node] of tree.fields) document.set(name, valueOf(node, values));
  return document;
}

function valueOf(node: ColumnNode, values: readonly unknown[]): unknown {
  if (node.kind === 'cell') return values[node.column];
  if (node.kind === 'fields') return documentOf(node, values);
  return Array.from({ length: node.items.size }, (_, index) => {
    const child = node.items.get(index);
    return child === undefined ? null : valueOf(child, values);
  });
}
