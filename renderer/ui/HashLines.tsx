import styles from './HashLines.module.css';

type HashLinesProps = {
  /** Lines without a hash are left out. */
  readonly lines: readonly { readonly name: string; readonly sha256: string | null }[];
};

/** Hashes one above the other, so that the eye compares them. */
export function HashLines({ lines }: HashLinesProps) {
  const shown = lines.filter(({ sha256 }) => sha256 !== null);
  if (shown.length === 0) return null;
  return (
    <dl className={styles['hashes']}>
      {shown.map(({ name, sha256 }) => (
        <div key={name} className={styles['line']}>
          <dt>{name}</dt>
          <dd>{sha256}</dd>
        </div>
      ))}
    </dl>
  );
}
