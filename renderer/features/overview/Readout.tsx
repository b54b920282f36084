import type { ScanState, Usage } from '#contract/store';
import type { ReactNode } from 'react';
import { Amount } from '../../ui/Amount';
import { Button } from '../../ui/Button';
import { InfoIcon } from '../../ui/icons/stock';
import { Tooltip } from '../../ui/Tooltip';
import styles from './Readout.module.css';
import { reclaimableNote, reclaimableTruth, savedNote, usesNote } from './readoutWords';

type ReadoutProps = {
  /** `null` while it is read for the first time. */
  readonly usage: Usage | null;
  /** Whether it could not be read. */
  readonly isFailed: boolean;
  readonly isEngineDown: boolean;
  readonly scan: ScanState;
  readonly onCompress: () => void;
};

/** The three numbers that matter, and the one button. */
export function Readout(props: ReadoutProps) {
  const { usage, isFailed, scan, onCompress } = props;
  const cold = usage?.byState.cold;
  const reason = whyNot(props);
  return (
    <section className={styles['readout']} aria-label="The store in three numbers">
      <Figure
        label="Codex home uses"
        bytes={usage === null ? null : usage.physicalBytes + (usage.otherBytes ?? 0)}
        note={usage === null ? (isFailed ? 'not known' : 'being read') : usesNote(usage, scan)}
      />
      <Figure
        label="Reclaimable"
        why={usage === null ? null : <Why words={reclaimableTruth(usage)} />}
        accent={(cold?.threads ?? 0) > 0}
        bytes={cold?.physicalBytes ?? null}
        note={usage === null ? '' : reclaimableNote(usage)}
      />
      <Figure label="Saved so far" bytes={usage?.savedBytes ?? null} note={usage === null ? '' : savedNote(usage)} />
      <div className={styles['action']}>
        <Button variant="primary" size="big" disabledReason={reason} onClick={onCompress}>
          Review and compress…
        </Button>
      </div>
    </section>
  );
}

/** Why nothing can be compressed now; `null` if it can. */
function whyNot({ usage, isFailed, isEngineDown }: ReadoutProps): string | null {
  if (isEngineDown) return 'The engine is starting again.';
  if (usage === null) return isFailed ? 'The store could not be read.' : 'The store is being read.';
  return usage.byState.cold.threads === 0 ? 'Nothing left to press.' : null;
}

type FigureProps = {
  readonly label: string;
  readonly why?: ReactNode;
  readonly bytes: number | null;
  readonly note: string;
  readonly accent?: boolean;
};

function Figure({ label, why = null, bytes, note, accent = false }: FigureProps) {
  return (
    <section className={styles['figure']} aria-label={label}>
      <p className={styles['label']}>
        {label}
        {why}
      </p>
      <p className={styles['value']}>
        {bytes === null ? (
          <span className={styles['pending']} />
        ) : (
          <Amount bytes={bytes} size="readout" accent={accent} />
        )}
      </p>
      <p className={styles['note']} title={note}>
        {note === '' ? '\u00a0' : note}
      </p>
    </section>
  );
}

function Why({ words }: { readonly words: string }) {
  return (
    <Tooltip label={words}>
      <button type="button" className={styles['why']} aria-label="What is reclaimable?">
        <InfoIcon />
      </button>
    </Tooltip>
  );
}
