import { cx } from './cx';
import styles from './data.module.css';
import { type DataKind, dataFill } from './dataKind';

type SwatchProps = { readonly kind: DataKind };

/** The 10 px key of a kind of bytes. A word always stands beside it, so it is silent to readers. */
export function Swatch({ kind }: SwatchProps) {
  return <span className={cx(styles['swatch'], dataFill(kind))} aria-hidden="true" />;
}
