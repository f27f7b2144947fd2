import { type ReactNode, useId } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

export interface Answer {
  readonly label: string;
  readonly look?: 'primary' | 'danger';
  readonly onPress: () => void;
}

interface AskDialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  /** Escape, or the answer that changes nothing. */
  readonly onClose: () => void;
  /** The answer that changes nothing; it has the focus first. */
  readonly close: string;
  readonly answers: readonly Answer[];
  readonly children: ReactNode;
}

/** A question that has to be answered before anything else. */
export function AskDialog({ title, isOpen, onClose, close, answers, children }: AskDialogProps) {
  const body = useId();
  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="modal">
        <Dialog role="alertdialog" className="dialog" aria-describedby={body}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <div id={body} className="dialog-body">
            {children}
          </div>
          <div className="dialog-answers">
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the harmless answer, so that Enter harms nothing */}
            <Button className="button" autoFocus onPress={onClose}>
              {close}
            </Button>
            {answers.map(({ label, look, onPress }) => (
              <Button
                key={label}
                className={look === undefined ? 'button' : `button ${look}`}
                onPress={() => {
                  onPress();
                  onClose();
                }}
              >
                {label}
              </Button>
            ))}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
