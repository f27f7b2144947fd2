import type { ReactNode } from 'react';
import { Checkbox, type CheckboxProps } from 'react-aria-components';

interface TickProps extends Omit<CheckboxProps, 'children' | 'className'> {
  readonly children?: ReactNode;
}

/** A box to tick, with what it means beside it. */
export function Tick({ children, ...props }: TickProps) {
  return (
    <Checkbox {...props} className="tick">
      {({ isIndeterminate }) => (
        <>
          <svg className="tick-box" viewBox="0 0 18 18" aria-hidden="true">
            <path d={isIndeterminate ? 'M4 9h10' : 'm3.5 9.5 3.5 3.5 7.5-8'} />
          </svg>
          {children}
        </>
      )}
    </Checkbox>
  );
}
