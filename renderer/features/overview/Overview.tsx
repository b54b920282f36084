import type { ScanState } from '#contract/store';
import type { ReactNode } from 'react';
import { useAppStore } from '../../store';
import { Button } from '../../ui/Button';
import { HiddenTitle } from '../../ui/Hidden';
import { NoThreads } from '../../ui/NoThreads';
import { Note } from '../../ui/Note';
import { SkeletonRows } from '../../ui/Skeleton';
import styles from './Overview.module.css';
import { OverviewBody } from './OverviewBody';
import { Readout } from './Readout';

type OverviewProps = {
  readonly home: string;
  readonly scan: ScanState;
  /** Takes the readout's place while a job runs; `null` otherwise. */
  readonly jobPanel: ReactNode;
};

/** What the store uses, what is reclaimable, what was saved, and where the bytes are. */
export function Overview({ home, scan, jobPanel }: OverviewProps) {
  const { value: usage, error } = useAppStore((state) => state.usage);
  const { openPreview, refreshUsage, scanAgain } = useAppStore.getState();
  const isEngineDown = useAppStore((state) => state.store.engine.kind !== 'running');
  const isReading = usage === null || (usage.threads === 0 && (scan.kind === 'never' || scan.kind === 'scanning'));
  const handleCompress = () => openPreview({ kind: 'compress', selection: { kind: 'cold' } });

  if (!isReading && usage.threads === 0 && jobPanel === null && usage.problemCount === 0) {
    return (
      <div className={styles['page']}>
        <NoThreads heading="h1" home={home} onScanAgain={() => void scanAgain()} />
      </div>
    );
  }
  return (
    <div className={styles['page']}>
      <HiddenTitle>Overview</HiddenTitle>
      {jobPanel ?? (
        <Readout
          usage={isReading ? null : usage}
          isFailed={error !== null}
          isEngineDown={isEngineDown}
          scan={scan}
          onCompress={handleCompress}
        />
      )}
      {error === null ? null : (
        <Note tone="danger" live title={error.message} actions={<Button onClick={refreshUsage}>Try again</Button>}>
          {error.hint}
        </Note>
      )}
      {isReading ? null : <OverviewBody usage={usage} />}
      {isReading && error === null ? <SkeletonRows count={12} label="Reading the store" /> : null}
    </div>
  );
}
