import { Tooltip as Radix } from 'radix-ui';
import { type ReactNode, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import styles from './Tooltip.module.css';

type TooltipProps = {
  /** `null` shows no tooltip; the child stays as it is. */
  readonly label: ReactNode;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  /** One element that takes a ref and can have focus. */
  readonly children: ReactNode;
};

/** Once around the window: opens after 400 ms, and at once while going from one to the next. */
export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={400} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  );
}

export function Tooltip(props: TooltipProps) {
  const { label, children } = props;
  return label === null || label === undefined || label === '' ? children : <LabelledTooltip {...props} />;
}

function LabelledTooltip({ label, side = 'bottom', children }: TooltipProps) {
  const [open, setOpen] = useState(false);
  useEffect(() => (open ? closeOnEscape(() => setOpen(false)) : undefined), [open]);
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles['tooltip']} side={side} sideOffset={6} collisionPadding={8}>
          {label}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A tooltip is gone before its layer could keep Esc to itself: the key goes on to what the person means to close. */
function closeOnEscape(close: () => void): () => void {
  const handleKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') flushSync(close);
  };
  window.addEventListener('keydown', handleKeyDown, { capture: true });
  return () => window.removeEventListener('keydown', handleKeyDown, { capture: true });
}
