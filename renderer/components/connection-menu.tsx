import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { SavedConnection } from '../../preload/contract.ts';
import { useConnections } from '../state/connections.ts';
import { useNamespaces } from '../state/namespaces.ts';
import { texts } from '../texts.ts';
import { AskDialog } from './ask-dialog.tsx';
import { ConnectionDialog } from './connection-dialog.tsx';
import { Icon } from './icon.tsx';

/** Adds servers, and changes or removes those that were added. */
export function ConnectionMenu() {
  const { saved, remove } = useConnections();
  const { refresh, forget } = useNamespaces();
  const [edited, setEdited] = useState<SavedConnection | 'new'>();
  const [leaving, setLeaving] = useState<SavedConnection>();
  const { connections: words } = texts;
  return (
    <>
      <MenuTrigger>
        <Button className="button quiet icon-button" aria-label={words.menu}>
          <Icon name="more" />
        </Button>
        <Popover className="popover menu-popover" placement="bottom end" offset={4}>
          <Menu className="options">
            <MenuItem className="option" onAction={() => setEdited('new')}>
              {words.add}
            </MenuItem>
            <MenuItem className="option" onAction={() => void refresh()}>
              {words.refresh}
            </MenuItem>
            {saved.flatMap((connection) => [
              <MenuItem
                key={`edit ${connection.id}`}
                className="option"
                onAction={() => setEdited(connection)}
              >
                {words.editOf(connection.name)}
              </MenuItem>,
              <MenuItem
                key={`remove ${connection.id}`}
                className="option"
                onAction={() => setLeaving(connection)}
              >
                {words.removeOf(connection.name)}
              </MenuItem>,
            ])}
          </Menu>
        </Popover>
      </MenuTrigger>
      {edited !== undefined && (
        <ConnectionDialog
          {...(edited === 'new' ? {} : { connection: edited })}
          onClose={() => setEdited(undefined)}
        />
      )}
      <AskDialog
        title={words.removeTitle(leaving?.name ?? '')}
        isOpen={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        close={texts.dialog.back}
        answers={[
          {
            label: words.remove,
            look: 'danger',
            onPress: () => {
              if (leaving === undefined) return;
              forget(leaving.id);
              void remove(leaving.id);
            },
          },
        ]}
      >
        <p>{words.removeBody}</p>
      </AskDialog>
    </>
  );
}
