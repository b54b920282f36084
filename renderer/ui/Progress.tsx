import { cx } from './cx';
import styles from './Progress.module.css';

type ProgressProps = {
  readonly label: string;
  /** From 0 to 1; `null` while it is not known. */
  readonly share: number | null;
  /** What a reader says instead of the percentage, with its whole: `18.3 of 35.2 gigabytes`. */
  readonly spoken?: string;
  /** The 2 px line under the title bar. */
  readonly line?: boolean;
};

export function Progress({ label, share, spoken, line = false }: ProgressProps) {
  const percent = share === null ? null : Math.max(0, Math.min(100, share * 100));
  return (
    <div
      className={cx(styles['track'], line && styles['line'])}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': Math.floor(percent) })}
      {...(spoken === undefined ? {} : { 'aria-valuetext': spoken })}
    >
      <div className={styles['fill']} style={{ width: `${percent ?? 0}%` }} />
    </div>
  );
}
