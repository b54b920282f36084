import { bytesText, spokenBytes } from '../lib/format';
import { useAppStore } from '../store';
import { Tooltip } from '../ui/Tooltip';
import styles from './Rail.module.css';

/** The disk that the store lies on, at the rail's foot: Codex's part, everything else, free. */
export function DiskGauge() {
  const usage = useAppStore((state) => (state.store.view?.kind === 'open' ? state.usage.value : null));
  const disk = usage?.disk ?? null;
  if (usage === null || disk === null) return null;
  const { totalBytes, freeBytes } = disk;
  const codexBytes = usage.physicalBytes + (usage.otherBytes ?? 0);
  const share = (bytes: number) => `${(100 * Math.max(0, bytes)) / Math.max(1, totalBytes)}%`;
  const words = `${bytesText(freeBytes)} free of ${bytesText(totalBytes)}`;
  return (
    <div className={styles['foot']}>
      <span className={styles['word']}>This disk</span>
      <Tooltip side="right" label={`${words}. Codex uses ${bytesText(codexBytes)} of it.`}>
        <div
          className={styles['gauge']}
          role="img"
          aria-label={`Disk: ${spokenBytes(freeBytes)} free of ${spokenBytes(totalBytes)}, Codex uses ${spokenBytes(codexBytes)}`}
        >
          <span className={styles['codex']} style={{ width: share(codexBytes) }} />
          <span className={styles['used']} style={{ width: share(totalBytes - freeBytes - codexBytes) }} />
        </div>
      </Tooltip>
      <span className={styles['word']} aria-hidden="true">
        {words}
      </span>
    </div>
  );
}
