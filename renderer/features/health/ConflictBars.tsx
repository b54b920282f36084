import type { Conflict } from '#contract/health';
import { spokenBytes } from '../../lib/format';
import { Amount } from '../../ui/Amount';
import { cx } from '../../ui/cx';
import { dataFill } from '../../ui/dataKind';
import { Swatch } from '../../ui/Swatch';
import styles from './Conflict.module.css';
import { conflictParts } from './healthWords';

/** Both versions from their first byte on one scale: what is equal, and what only one of them has. */
export function ConflictBars({ conflict }: { readonly conflict: Conflict }) {
  const { equalBytes, plainOnly, compressedOnly, wholeBytes } = conflictParts(conflict);
  const width = (bytes: number) => ({ width: `${wholeBytes > 0 ? (100 * bytes) / wholeBytes : 0}%` });
  const words = `The first ${spokenBytes(equalBytes)} are equal; then ${spokenBytes(plainOnly)} are only in the plain file, ${spokenBytes(compressedOnly)} only in the compressed copy`;
  return (
    <>
      <div className={styles['bars']} role="img" aria-label={words}>
        <div className={styles['bar']}>
          <span className={styles['equal']} style={width(equalBytes)} />
          {plainOnly > 0 ? <span className={dataFill('cold')} style={width(plainOnly)} /> : null}
        </div>
        <div className={styles['bar']}>
          {conflict.compressed === null ? null : (
            <>
              <span className={styles['equal']} style={width(equalBytes)} />
              {compressedOnly > 0 ? <span className={dataFill('compressed')} style={width(compressedOnly)} /> : null}
            </>
          )}
        </div>
      </div>
      <div className={styles['legend']}>
        <span>
          <span className={cx(styles['equal'], styles['swatch'])} />
          equal, <Amount bytes={equalBytes} />
        </span>
        <span>
          <Swatch kind="cold" />
          only in the plain file, <Amount bytes={plainOnly} />
        </span>
        <span>
          <Swatch kind="compressed" />
          {conflict.compressed === null ? (
            'the compressed copy does not decode'
          ) : (
            <>
              only in the compressed copy, <Amount bytes={compressedOnly} />
            </>
          )}
        </span>
      </div>
    </>
  );
}
