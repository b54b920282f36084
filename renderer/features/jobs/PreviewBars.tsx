import type { JobKind, JobPreview } from '#contract/job';
import type { ThreadState } from '#contract/thread';
import { bytesText } from '../../lib/format';
import { useAppStore } from '../../store';
import { Amount } from '../../ui/Amount';
import { cx } from '../../ui/cx';
import { dataFill } from '../../ui/dataKind';
import styles from './Preview.module.css';
import { shortageOf } from './previewWords';

type PreviewBarsProps = { readonly preview: JobPreview };

/**
 * Compress: what these threads take of all threads on disk. Restore: now and after, because both are known exactly.
 * What compressing will free is measured, not guessed, so it is not drawn.
 */
export function PreviewBars({ preview }: PreviewBarsProps) {
  const storeBytes = useAppStore((state) => state.usage.value?.physicalBytes ?? 0);
  const { kind, physicalBytes, logicalBytes } = preview;
  // Where the disk is too full, the dialog says it first.
  const isSaid = shortageOf(preview) !== null || kind === 'verify';
  const whole = kind === 'compress' ? Math.max(storeBytes, physicalBytes) : Math.max(logicalBytes, physicalBytes);
  return (
    <div className={styles['bars']}>
      <Bar
        name="Now"
        kind={kind === 'compress' ? 'cold' : 'compressed'}
        bytes={physicalBytes}
        wholeBytes={whole}
        isTrackShown={kind === 'compress'}
      />
      {kind === 'compress' ? null : <Bar name={fullNames[kind]} kind="cold" bytes={logicalBytes} wholeBytes={whole} />}
      <div className={styles['needs']}>
        {kind === 'compress' && storeBytes >= physicalBytes ? (
          <p>Of {bytesText(storeBytes)} that all threads take. What compressing frees is measured as it goes.</p>
        ) : null}
        {isSaid ? null : <p>{needsOf(preview)}</p>}
      </div>
    </div>
  );
}

/** What the second bar is: what restoring leads to, or what has to be decoded. */
const fullNames: Readonly<Record<Exclude<JobKind, 'compress'>, string>> = {
  restore: 'After',
  recompress: 'Full size',
  verify: 'Full size',
};

function needsOf({ neededBytes, freeBytes }: JobPreview): string {
  const free = freeBytes === null ? '' : `; ${bytesText(freeBytes)} are free`;
  return `Needs ${bytesText(neededBytes)} of free disk while it works${free}.`;
}

type BarProps = {
  readonly name: string;
  readonly kind: ThreadState;
  readonly bytes: number;
  readonly wholeBytes: number;
  readonly isTrackShown?: boolean;
};

function Bar({ name, kind, bytes, wholeBytes, isTrackShown = false }: BarProps) {
  const width = `${wholeBytes > 0 ? (bytes / wholeBytes) * 100 : 0}%`;
  return (
    <div className={styles['bar']}>
      <span>{name}</span>
      <span className={cx(styles['track'], isTrackShown && styles['shown'])} aria-hidden="true">
        <span className={cx(styles['fill'], dataFill(kind))} style={{ width }} />
      </span>
      <strong className={styles['amount']}>
        <Amount bytes={bytes} />
      </strong>
    </div>
  );
}
