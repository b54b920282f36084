import type { ReactNode } from 'react';
import styles from './Hidden.module.css';

type HiddenProps = { readonly children: ReactNode };

/** Text for screen readers only. */
export function Hidden({ children }: HiddenProps) {
  return <span className={styles['hidden']}>{children}</span>;
}

/** The heading of a page that shows none, because its content says what it is. */
export function HiddenTitle({ children }: HiddenProps) {
  return <h1 className={styles['hidden']}>{children}</h1>;
}
