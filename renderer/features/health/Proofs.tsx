import type { Health } from '#contract/health';
import { useNow } from '../../lib/useNow';
import { useAppStore } from '../../store';
import { isStoreAway } from '../../store/storeSlice';
import { Button } from '../../ui/Button';
import { VerifyIcon } from '../../ui/icons/product';
import { CheckIcon, InfoIcon } from '../../ui/icons/stock';
import styles from './HealthPage.module.css';
import { proofsAsides, proofsWords } from './healthWords';
import { Section } from './Section';

/** How much of what is compressed has been decoded completely and found equal, and when. */
export function Proofs({ health }: { readonly health: Health }) {
  const now = useNow(60_000);
  const isAway = useAppStore(isStoreAway);
  const isRunning = useAppStore((state) => state.jobs.progress !== null);
  const startJob = useAppStore((state) => state.startJob);
  const { compressedThreads, provenThreads } = health.proofs;
  const isAll = provenThreads >= compressedThreads;
  const reason = isAway ? 'The store is not connected.' : isRunning ? 'Another job is running.' : null;
  return (
    <Section id="proofs" title="Proofs">
      <div className={styles['finding']}>
        <span className={isAll ? styles['good'] : styles['note']}>{isAll ? <CheckIcon /> : <InfoIcon />}</span>
        <div className={styles['words']}>
          <p className={styles['findingTitle']}>{proofsWords(health)}</p>
          {proofsAsides(health, now).length === 0 ? null : <p>{proofsAsides(health, now).join(' · ')}</p>}
        </div>
        {compressedThreads === 0 ? null : (
          <div className={styles['choices']}>
            <Button
              icon={<VerifyIcon />}
              disabledReason={reason}
              onClick={() => void startJob({ kind: 'verify', selection: { kind: 'compressed' } })}
            >
              Verify all
            </Button>
          </div>
        )}
      </div>
    </Section>
  );
}
