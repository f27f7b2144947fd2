import { useState } from 'react';
import { Button } from 'react-aria-components';
import { texts } from '../texts.ts';
import { AskDialog } from './ask-dialog.tsx';

interface ConfirmButtonProps {
  readonly label: string;
  /** For those who do not see what the button belongs to. */
  readonly fullLabel?: string;
  readonly className?: string;
  readonly title: string;
  readonly body: string;
  readonly confirm: string;
  readonly onConfirm: () => void;
}

/** A button that asks first, because what it does cannot be taken back. */
export function ConfirmButton({
  label,
  fullLabel = label,
  className = 'button',
  title,
  body,
  confirm,
  onConfirm,
}: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button className={className} aria-label={fullLabel} onPress={() => setAsking(true)}>
        {label}
      </Button>
      <AskDialog
        title={title}
        isOpen={asking}
        onClose={() => setAsking(false)}
        close={texts.dialog.back}
        answers={[{ label: confirm, look: 'danger', onPress: onConfirm }]}
      >
        <p>{body}</p>
      </AskDialog>
    </>
  );
}
