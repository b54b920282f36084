import type { ThreadState } from '#contract/thread';
import { dataWord } from './dataKind';
import { Hidden } from './Hidden';
import { ArchiveIcon } from './icons/stock';
import styles from './StateChip.module.css';
import { Swatch } from './Swatch';

type StateChipProps = {
  readonly state: ThreadState | 'mixed';
  /** The states of a family, shown as swatches when `state` is `mixed`. */
  readonly states?: readonly ThreadState[];
  readonly archived?: boolean;
};

/** A thread's state: swatch and word, never a filled pill. */
export function StateChip({ state, states = [], archived = false }: StateChipProps) {
  const shown = state === 'mixed' ? states : [state];
  return (
    <span className={styles['chip']}>
      <span className={styles['swatches']}>
        {shown.map((each) => (
          <Swatch key={each} kind={each} />
        ))}
      </span>
      {state === 'mixed' ? 'Mixed' : dataWord(state)}
      {archived ? (
        <span className={styles['archived']} title="Archived">
          <ArchiveIcon />
          <Hidden>, archived</Hidden>
        </span>
      ) : null}
    </span>
  );
}
