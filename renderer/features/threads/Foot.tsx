import { formatCount } from '../../lib/format';
import { counted } from '../../lib/words';
import { useAppStore } from '../../store';
import { fullSizesKnown } from '../../store/threadsListing';
import { isFiltered } from '../../store/threadsState';
import { Amount } from '../../ui/Amount';
import { Key } from '../../ui/Key';
import styles from './Foot.module.css';

/** What is on show, added up; at the right the keys, or what the last small action did. */
export function Foot() {
  const notice = useAppStore((state) => state.threads.notice);
  const hasRows = useAppStore((state) => state.threads.listing.total > 0);
  return (
    <div className={styles['foot']}>
      <Totals />
      <span className={styles['end']}>{notice ?? (hasRows ? <Keys /> : null)}</span>
    </div>
  );
}

function Keys() {
  return (
    <>
      <Key>Space</Key> select <Key>⏎</Key> open <Key>/</Key> filter
    </>
  );
}

function Totals() {
  const filtered = useAppStore((state) => isFiltered(state.threads.filter));
  const matching = useAppStore((state) => state.threads.listing.total);
  const usage = useAppStore((state) => state.usage.value);
  const matchingTotals = useAppStore((state) => state.threads.matchingTotals);
  const bytes = filtered ? matchingTotals : usage;
  return (
    <>
      <span>
        {filtered && usage !== null
          ? `${formatCount(matching)} of ${counted(usage.threads, 'thread')}`
          : counted(matching, 'thread')}
      </span>
      {bytes === null || matching === 0 ? null : (
        <>
          <span>
            <Amount bytes={bytes.physicalBytes} /> on disk
          </span>
          <FullSize bytes={bytes.logicalBytes} />
        </>
      )}
    </>
  );
}

/** Threads whose full size nobody knows count with what they take on disk, so the sum is only its lower end then. */
function FullSize({ bytes }: { readonly bytes: number }) {
  const known = fullSizesKnown(useAppStore((state) => state.threads.listing));
  if (known === 'none') return <span>full size not known</span>;
  return (
    <span>
      {known === 'some' ? 'at least ' : null}
      <Amount bytes={bytes} /> full size
    </span>
  );
}
