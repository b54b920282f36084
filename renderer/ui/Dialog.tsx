import { Dialog as Radix } from 'radix-ui';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { Button } from './Button';
import { cx } from './cx';
import styles from './Dialog.module.css';
import { rememberOrigin, returnToOrigin } from './returnFocus';
import { ScrollArea } from './ScrollArea';

type DialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** One or two lines under the title: what, how many, what stays. */
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  readonly width?: 'normal' | 'narrow';
  /** Left in the footer: a choice or a quiet link. */
  readonly choice?: ReactNode;
  /** Right in the footer, after Cancel. */
  readonly actions?: ReactNode;
  /** Focus starts on this button, so that Enter never acts by accident. */
  readonly cancelLabel?: string;
  /** The one thing to do here is to close: that button is the primary one. */
  readonly isCancelPrimary?: boolean;
};

/** A modal dialog: Esc and a click beside it cancel; focus starts on Cancel and returns to where it came from. */
export function Dialog(props: DialogProps) {
  const {
    open,
    onClose,
    title,
    description,
    children,
    width = 'normal',
    choice,
    actions,
    cancelLabel = 'Cancel',
    isCancelPrimary = false,
  } = props;
  const cancel = useRef<HTMLButtonElement>(null);
  const handleOpenChange = (next: boolean) => {
    if (!next) onClose();
  };
  // Where a tooltip lay over the dialog, Radix does not hear of this Esc.
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onClose();
  };
  return (
    <Radix.Root open={open} onOpenChange={handleOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles['scrim']} />
        <Radix.Content
          className={cx(styles['dialog'], width === 'narrow' && styles['narrow'])}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onKeyDown={handleKeyDown}
          onCloseAutoFocus={returnToOrigin}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            rememberOrigin();
            cancel.current?.focus();
          }}
        >
          <header className={styles['header']}>
            <Radix.Title className={styles['title']}>{title}</Radix.Title>
            {description === undefined ? null : (
              <Radix.Description asChild>
                <div className={styles['description']}>{description}</div>
              </Radix.Description>
            )}
          </header>
          <ScrollArea className={styles['body']} label="Details">
            {children}
          </ScrollArea>
          <footer className={styles['footer']}>
            <div className={styles['choice']}>{choice}</div>
            <Button ref={cancel} variant={isCancelPrimary ? 'primary' : 'outlined'} onClick={onClose}>
              {cancelLabel}
            </Button>
            {actions}
          </footer>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
