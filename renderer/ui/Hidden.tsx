import type { ReactNode } from 'react';
import styles from './Hidden.module.css';

type HiddenProps = { readonly children: ReactNode };

/** Text for screen readers only. */
export function Hidden({ children }: HiddenProps) {
  return <span className={styles['hidden']}>{children}</span>;
}
