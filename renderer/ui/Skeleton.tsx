import { Hidden } from './Hidden';
import styles from './Skeleton.module.css';

type SkeletonRowsProps = {
  readonly count: number;
  /** What is being read: `Reading the threads`. */
  readonly label: string;
};

/** Rows that are still being read: hairlines, no shimmer. */
export function SkeletonRows({ count, label }: SkeletonRowsProps) {
  return (
    <div className={styles['rows']}>
      <Hidden>
        <span role="status">{label}</span>
      </Hidden>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={styles['row']} aria-hidden="true">
          <div className={styles['stroke']} style={{ width: `${28 + ((index * 37) % 40)}%` }} />
        </div>
      ))}
    </div>
  );
}
