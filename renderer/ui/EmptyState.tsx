import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

type EmptyStateProps = {
  readonly icon?: ReactNode;
  readonly title: string;
  /** What would be here, or what happened and what is safe. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** `h1` when the state is the whole page. */
  readonly heading?: 'h1' | 'h2';
};

/** A view that has nothing to show: one column, one sentence, one action. */
export function EmptyState({ icon, title, children, actions, heading: Heading = 'h2' }: EmptyStateProps) {
  return (
    <div className={styles['empty']}>
      {icon === undefined ? null : <div className={styles['icon']}>{icon}</div>}
      <Heading className={styles['title']}>{title}</Heading>
      {children === undefined ? null : <div className={styles['body']}>{children}</div>}
      {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
