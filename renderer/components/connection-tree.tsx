import { useState } from 'react';
import {
  Button,
  Collection,
  Input,
  ListLayout,
  SearchField,
  Tree,
  TreeItem,
  TreeItemContent,
  Virtualizer,
} from 'react-aria-components';
import { useBrowse } from '../state/browse.ts';
import { local, useConnections } from '../state/connections.ts';
import { useNamespaces } from '../state/namespaces.ts';
import { texts } from '../texts.ts';
import { ConnectionMenu } from './connection-menu.tsx';
import { Icon, type IconName } from './icon.tsx';
import { countCollections, type Node, nodesOf, placeOf } from './tree-nodes.ts';

/** Collections from which on a field to search them is there. */
const manyCollections = 30;
const rowHeight = 28;

const icons: Readonly<Record<Node['kind'], IconName | undefined>> = {
  connection: 'server',
  database: 'database',
  collection: 'collection',
  note: undefined,
};

/** The servers; under those that are open, their databases and collections. */
export function ConnectionTree() {
  const saved = useConnections((store) => store.saved);
  const namespaces = useNamespaces((store) => store.of);
  const { load, localFacts } = useNamespaces();
  const place = useBrowse((store) => store.place);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => new Set([local]));
  const [shownPlace, setShownPlace] = useState<typeof place>();
  const [search, setSearch] = useState('');

  // A database that somebody went to is open.
  if (place !== undefined && place !== shownPlace) {
    setShownPlace(place);
    setExpanded(new Set([...expanded, place.connection, `${place.connection} ${place.db}`]));
  }

  const nodes = nodesOf({ saved, namespaces, expanded, search, localFacts });
  const isLarge = countCollections(namespaces) > manyCollections;

  function expand(keys: ReadonlySet<string>): void {
    for (const id of keys) {
      const isConnection = id === local || saved.some((connection) => connection.id === id);
      if (isConnection && !expanded.has(id) && namespaces[id]?.state !== 'ready') void load(id);
    }
    setExpanded(keys);
  }

  return (
    <section className="tree-section" aria-label={texts.connections.region}>
      <div className="tree-head">
        <h2>{texts.connections.title}</h2>
        <ConnectionMenu />
      </div>
      {isLarge && (
        <SearchField
          className="tree-search"
          aria-label={texts.connections.search}
          value={search}
          onChange={setSearch}
        >
          <Input className="input" placeholder={texts.connections.search} />
        </SearchField>
      )}
      <Virtualizer layout={ListLayout} layoutOptions={{ rowSize: rowHeight }}>
        <Tree
          className="tree"
          aria-label={texts.connections.title}
          items={nodes}
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={place === undefined ? [] : [`${place.connection} ${place.db} ${place.collection}`]}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : [...keys];
            const chosen = placeOf(nodes, String(key));
            if (chosen !== undefined) useBrowse.getState().open(chosen);
          }}
          expandedKeys={expanded}
          onExpandedChange={(keys) => expand(new Set([...keys].map(String)))}
        >
          {treeItem}
        </Tree>
      </Virtualizer>
    </section>
  );
}

function treeItem(node: Node) {
  const { id, kind, name, detail, hint = name, children, problem } = node;
  const icon = icons[kind];
  return (
    <TreeItem
      id={id}
      textValue={name}
      className={`tree-item tree-${kind}`}
      hasChildItems={kind === 'connection' || kind === 'database'}
    >
      <TreeItemContent>
        {({ isExpanded }) => (
          <>
            {(kind === 'connection' || kind === 'database') && (
              <Button slot="chevron" className={isExpanded ? 'tree-chevron open' : 'tree-chevron'}>
                <Icon name="chevron" />
              </Button>
            )}
            {icon !== undefined && <Icon name={problem ? 'warning' : icon} />}
            <span className="tree-name" title={hint}>
              {name}
            </span>
            {detail !== undefined && <span className="tree-count">{detail}</span>}
          </>
        )}
      </TreeItemContent>
      <Collection items={children}>{treeItem}</Collection>
    </TreeItem>
  );
}
