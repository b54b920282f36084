import type { ThreadState } from '#contract/thread';
import { cx } from './cx';
import { dataFill } from './dataKind';
import styles from './SizeBar.module.css';

type SizeBarProps = {
  /** What lies on disk, by state, in order of the bar. */
  readonly parts: readonly { readonly state: ThreadState; readonly bytes: number }[];
  /** The full size: the outline. Nothing is outlined where it is not known or not larger. */
  readonly fullBytes: number | null;
  /** The bytes that the whole width stands for; one scale in a view. */
  readonly scaleBytes: number;
};

/** Eight pixels: the outline is the full size, the fill what is on disk, the empty part what was saved. */
export function SizeBar({ parts, fullBytes, scaleBytes }: SizeBarProps) {
  const width = (bytes: number) => `${scaleBytes > 0 ? Math.min(100, (bytes / scaleBytes) * 100) : 0}%`;
  const onDisk = parts.reduce((sum, part) => sum + part.bytes, 0);
  return (
    <div className={styles['bar']} aria-hidden="true">
      {fullBytes !== null && fullBytes > onDisk ? (
        <span className={styles['full']} style={{ width: width(fullBytes) }} />
      ) : null}
      {parts
        .filter((part) => part.bytes > 0)
        .map((part) => (
          <span
            key={part.state}
            className={cx(styles['part'], dataFill(part.state))}
            style={{ width: width(part.bytes) }}
          />
        ))}
    </div>
  );
}
