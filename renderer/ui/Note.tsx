import type { ReactNode } from 'react';
import { cx } from './cx';
import { InfoIcon, WarningIcon } from './icons/stock';
import styles from './Note.module.css';

type NoteProps = {
  readonly tone?: 'neutral' | 'caution' | 'danger';
  /** What happened. */
  readonly title?: ReactNode;
  /** What is safe, and what to do now. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Speaks up by itself when it appears. */
  readonly live?: boolean;
};

/** Something to know, with a 2 px rule at its left. Colour is on the rule and the icon, never on the area. */
export function Note({ tone = 'neutral', title, children, actions, live = false }: NoteProps) {
  return (
    <div
      className={cx(styles['note'], tone !== 'neutral' && styles[tone])}
      {...(live ? { role: tone === 'danger' ? 'alert' : 'status' } : {})}
    >
      <span className={styles['icon']}>{tone === 'neutral' ? <InfoIcon /> : <WarningIcon />}</span>
      <div className={styles['words']}>
        {title === undefined ? null : <p className={styles['title']}>{title}</p>}
        {children}
      </div>
      {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
