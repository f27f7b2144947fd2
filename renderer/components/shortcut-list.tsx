import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useEngine } from '../state/engine.ts';
import { useNavigation } from '../state/navigation.ts';
import { texts } from '../texts.ts';

/** The keys of the menu and of the window, as they are written on this system. */
export function ShortcutList() {
  const { helping, help } = useNavigation();
  const isMac = useEngine((store) => store.info?.platform === 'darwin');
  const { groups } = texts.shortcuts;
  return (
    <ModalOverlay className="overlay" isDismissable isOpen={helping} onOpenChange={help}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title" level={2}>
            {texts.shortcuts.title}
          </Heading>
          <div className="shortcut-groups">
            {Object.values(groups).map(({ title, keys }) => (
              <section key={title} aria-label={title}>
                <h3>{title}</h3>
                <dl className="shortcuts">
                  {keys.map(({ key, what }) => (
                    <div key={what}>
                      <dt>{what}</dt>
                      <dd>
                        <kbd>{isMac ? key.replace('Ctrl+', '⌘') : key}</kbd>
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
          <div className="row end">
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the only thing to do here */}
            <Button slot="close" className="button primary" autoFocus>
              {texts.shortcuts.close}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
