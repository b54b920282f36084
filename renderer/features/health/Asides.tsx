import type { AsideFile } from '#contract/health';
import { formatWhen } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { counted, visibleText } from '../../lib/words';
import { useAppStore } from '../../store';
import { isStoreAway } from '../../store/storeSlice';
import { Amount } from '../../ui/Amount';
import { Button } from '../../ui/Button';
import { ArchiveIcon } from '../../ui/icons/stock';
import styles from './HealthPage.module.css';
import { Section } from './Section';

/** Files that were set aside into Coldpress's data directory, with the way back; nothing where there are none. */
export function Asides() {
  const asides = useAppStore((state) => state.health.asides);
  if (asides === null || asides.length === 0) return null;
  return (
    <Section id="asides" title="Set aside" end={counted(asides.length, 'file')}>
      <ul>
        {asides.map((aside) => (
          <Aside key={aside.asideId} aside={aside} />
        ))}
      </ul>
    </Section>
  );
}

function Aside({ aside }: { readonly aside: AsideFile }) {
  const now = useNow(60_000);
  const busyId = useAppStore((state) => state.health.busyId);
  const isAway = useAppStore(isStoreAway);
  const putBack = useAppStore((state) => state.putBackAside);
  const { asideId, title, atMs, path, bytes, sha256 } = aside;
  return (
    <li className={styles['finding']}>
      <span className={styles['note']}>
        <ArchiveIcon />
      </span>
      <div className={styles['words']}>
        <p className={styles['findingTitle']}>
          {title ?? 'A file'}
          <span className={styles['quiet']}>
            {' · '}
            <Amount bytes={bytes} />
          </span>
        </p>
        <p>
          Set aside {formatWhen(atMs, now)}, SHA-256{' '}
          <code title={sha256}>
            {sha256.slice(0, 4)}…{sha256.slice(-4)}
          </code>
          . Stood at:
        </p>
        <code title={visibleText(path)}>{visibleText(path)}</code>
      </div>
      <div className={styles['choices']}>
        <Button
          busy={busyId === asideId}
          disabledReason={isAway ? 'The store is not connected.' : null}
          aria-label={`Put back ${title ?? path}`}
          onClick={() => void putBack(asideId)}
        >
          Put back
        </Button>
      </div>
    </li>
  );
}
