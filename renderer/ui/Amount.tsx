import { formatBytes, spokenBytes } from '../lib/format';
import styles from './Amount.module.css';
import { cx } from './cx';
import { Hidden } from './Hidden';

type AmountProps = {
  /** `null` where nobody knows: shown as a dash, spoken as `unknown`. */
  readonly bytes: number | null;
  readonly size?: 'inline' | 'readout';
  readonly accent?: boolean;
  /** Shows a dash for 0, as tables do where there is nothing. */
  readonly dashForZero?: boolean;
};

/** An amount of bytes: the number, then the unit smaller and quieter. Screen readers hear the words. */
export function Amount({ bytes, size = 'inline', accent = false, dashForZero = false }: AmountProps) {
  const className = cx(styles['amount'], size === 'readout' && styles['readout'], accent && styles['accent']);
  if (bytes === null || (dashForZero && bytes === 0)) {
    return (
      <span className={className}>
        <span aria-hidden="true">–</span>
        <Hidden>{bytes === null ? 'unknown' : 'nothing'}</Hidden>
      </span>
    );
  }
  const { value, unit } = formatBytes(bytes);
  return (
    <span className={className}>
      <span aria-hidden="true">
        {value}
        <span className={styles['unit']}>{unit}</span>
      </span>
      <Hidden>{spokenBytes(bytes)}</Hidden>
    </span>
  );
}
