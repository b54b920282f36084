import styles from './Key.module.css';

type KeyProps = { readonly children: string };

/** A key or a chord on a key cap. */
export function Key({ children }: KeyProps) {
  return <kbd className={styles['key']}>{children}</kbd>;
}
