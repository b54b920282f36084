import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { IconButton } from './Button';
import { cx } from './cx';
import styles from './Drawer.module.css';
import { CloseIcon } from './icons/stock';

type DrawerProps = {
  readonly title: string;
  readonly subtitle?: ReactNode;
  /** A `TabList` below the title. */
  readonly tabs?: ReactNode;
  /** Beside the close button: previous and next. */
  readonly tools?: ReactNode;
  readonly footer?: ReactNode;
  /** Beside the content instead of over it (from 1600 px). Its parent is then a row. */
  readonly docked: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/**
 * The 472 px sheet at the right of a view. It is no modal: the table beside it stays in use. Render it only while it is
 * open, inside a positioned parent; F6 goes to it and Esc closes it.
 */
export function Drawer({ title, subtitle, tabs, tools, footer, docked, onClose, children }: DrawerProps) {
  const titleId = useId();
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  };
  return (
    // The key handler only listens to what bubbles up from the controls inside.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside
      className={cx(styles['drawer'], docked ? styles['docked'] : styles['over'])}
      aria-labelledby={titleId}
      data-region="drawer"
      tabIndex={-1}
      onKeyDown={handleKeyDown}
    >
      <header className={styles['header']}>
        <div className={styles['heading']}>
          <h2 id={titleId} className={styles['title']}>
            {title}
          </h2>
          {subtitle === undefined ? null : <div className={styles['subtitle']}>{subtitle}</div>}
          {tabs}
        </div>
        <div className={styles['tools']}>
          {tools}
          <IconButton label="Close" icon={<CloseIcon />} onClick={onClose} />
        </div>
      </header>
      {/* Focusable, so that the keyboard can scroll it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles['body']} role="group" aria-labelledby={titleId} tabIndex={0}>
        {children}
      </div>
      {footer === undefined ? null : <footer className={styles['footer']}>{footer}</footer>}
    </aside>
  );
}
