/** The servers, databases and collections as the nodes of a tree. */
import type { LocalServerFacts, SavedConnection } from '../../preload/contract.ts';
import { formatBytesShort, formatShort } from '../format.ts';
import { type Place } from '../state/browse.ts';
import { local } from '../state/connections.ts';
import type { Namespaces } from '../state/namespaces.ts';
import { texts } from '../texts.ts';

export interface Node {
  /** Names with spaces between them: those of databases have none. */
  readonly id: string;
  readonly kind: 'connection' | 'database' | 'collection' | 'note';
  readonly name: string;
  /** Behind the name: documents in a collection, the size of a server. */
  readonly detail?: string;
  /** What there is to know of it besides. */
  readonly hint?: string;
  /** The server does not answer. */
  readonly problem?: boolean;
  readonly children: readonly Node[];
  /** Of a collection. */
  readonly place?: Place;
}

/** Collections of a database that are shown; others are found by their names. */
const shownAtMost = 500;

interface Known {
  readonly saved: readonly SavedConnection[];
  readonly namespaces: Readonly<Record<string, Namespaces>>;
  readonly expanded: ReadonlySet<string>;
  readonly search: string;
  readonly localFacts: LocalServerFacts | undefined;
}

function factsOf({ running, version, bytes }: LocalServerFacts): Pick<Node, 'detail' | 'hint'> {
  const { localServer } = texts.settings;
  const hint = running ? localServer.running(version) : localServer.stopped;
  return { detail: formatBytesShort(bytes), hint: `MongoDB: ${hint}` };
}

export function nodesOf(known: Known): Node[] {
  const connections = [{ id: local, name: texts.connections.local }, ...known.saved];
  return connections.map(({ id, name }) => {
    const namespaces = known.namespaces[id];
    return {
      id,
      kind: 'connection',
      name,
      problem: namespaces?.state === 'failed',
      ...(id === local && known.localFacts !== undefined ? factsOf(known.localFacts) : {}),
      children: known.expanded.has(id) ? databasesOf(id, namespaces, known) : [unopened(id)],
    };
  });
}

/** What a branch that is closed has to have, so that the keyboard can open it. */
const unopened = (id: string): Node => ({
  id: `${id} unopened`,
  kind: 'note',
  name: texts.connections.empty,
  children: [],
});

function databasesOf(connection: string, namespaces: Namespaces | undefined, known: Known): Node[] {
  const note = (name: string): Node => ({ id: `${connection} note`, kind: 'note', name, children: [] });
  if (namespaces === undefined) return [note(texts.connections.loading)];
  if (namespaces.state === 'failed') return [note(texts.connections.noAnswer)];
  if (namespaces.databases.length === 0)
    return [note(namespaces.state === 'loading' ? texts.connections.loading : texts.connections.empty)];
  const words = known.search.trim().toLowerCase();
  const nodes: Node[] = [];
  for (const { name: db, collections } of namespaces.databases) {
    const id = `${connection} ${db}`;
    const found = collections.filter(({ name }) => name.toLowerCase().includes(words));
    // A database without what is looked for is in the way.
    if (words !== '' && found.length === 0) continue;
    const isOpen = known.expanded.has(id);
    if (!isOpen || found.length === 0) {
      nodes.push({ id, kind: 'database', name: db, children: [unopened(id)] });
      continue;
    }
    const children: Node[] = found.slice(0, shownAtMost).map(({ name, documents }) => ({
      id: `${id} ${name}`,
      kind: 'collection',
      name,
      ...(documents === undefined ? {} : { detail: formatShort(documents) }),
      children: [],
      place: { connection, db, collection: name },
    }));
    if (found.length > shownAtMost)
      children.push({
        ...note(texts.connections.moreCollections(found.length - shownAtMost)),
        id: `${id} more`,
      });
    nodes.push({ id, kind: 'database', name: db, children });
  }
  return nodes;
}

/** The collection of the node with that id. */
export function placeOf(nodes: readonly Node[], id: string): Place | undefined {
  for (const node of nodes) {
    const found = node.id === id ? node.place : placeOf(node.children, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const countCollections = (namespaces: Readonly<Record<string, Namespaces>>): number =>
  Object.values(namespaces)
    .flatMap(({ databases }) => databases)
    .reduce((sum, { collections }) => sum + collections.length, 0);
