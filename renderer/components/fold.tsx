import type { ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';

interface FoldProps {
  readonly title: string;
  readonly isOpen?: boolean;
  readonly onOpen?: () => void;
  readonly children: ReactNode;
}

/** Something that is out of the way until it is opened. */
export function Fold({ title, isOpen = false, onOpen, children }: FoldProps) {
  return (
    <Disclosure
      className="fold"
      defaultExpanded={isOpen}
      onExpandedChange={(expanded) => {
        if (expanded) onOpen?.();
      }}
    >
      <Heading level={3} className="fold-heading">
        <Button slot="trigger" className="fold-button">
          <span aria-hidden="true" className="fold-mark" />
          {title}
        </Button>
      </Heading>
      <DisclosurePanel className="fold-panel">{children}</DisclosurePanel>
    </Disclosure>
  );
}
