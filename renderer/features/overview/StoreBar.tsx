import type { Usage } from '#contract/store';
import type { ThreadState } from '#contract/thread';
import { spokenBytes } from '../../lib/format';
import { Amount } from '../../ui/Amount';
import { cx } from '../../ui/cx';
import dataStyles from '../../ui/data.module.css';
import { dataFill, dataWord } from '../../ui/dataKind';
import { Swatch } from '../../ui/Swatch';
import { type BarSegment, planStoreBar } from './planStoreBar';
import styles from './StoreBar.module.css';

type StoreBarProps = { readonly usage: Usage; readonly onShowState: (state: ThreadState) => void };

/** What the store is made of and how much disk is left, to scale; the legend leads to the threads of a state. */
export function StoreBar({ usage, onShowState }: StoreBarProps) {
  const { segments, isFreeCut } = planStoreBar(usage);
  const spoken = segments.map(({ kind, bytes }) => `${dataWord(kind)} ${spokenBytes(bytes)}`).join(', ');
  return (
    <div>
      <div className={styles['bar']} role="img" aria-label={spoken === '' ? 'Nothing on disk' : spoken}>
        {segments.map(({ kind, shownBytes }) => (
          <div
            key={kind}
            className={cx(styles['segment'], dataFill(kind), dataStyles['tall'])}
            style={{ flexGrow: shownBytes }}
          >
            {kind === 'free' && isFreeCut ? <span className={styles['break']} /> : null}
          </div>
        ))}
      </div>
      <ul className={styles['legend']} aria-label="Bytes by state">
        {segments.map((segment) => (
          <li key={segment.kind}>
            <Entry segment={segment} isCut={isFreeCut} onShowState={onShowState} />
          </li>
        ))}
        {usage.otherBytes === null ? (
          <li className={cx(styles['entry'], styles['aside'])}>other files not added up yet</li>
        ) : null}
      </ul>
    </div>
  );
}

type EntryProps = {
  readonly segment: BarSegment;
  readonly isCut: boolean;
  readonly onShowState: (state: ThreadState) => void;
};

function Entry({ segment: { kind, bytes }, isCut, onShowState }: EntryProps) {
  const content = (
    <>
      <Swatch kind={kind} />
      {dataWord(kind)}
      <strong>
        <Amount bytes={bytes} />
      </strong>
    </>
  );
  if (kind === 'other' || kind === 'free') {
    return (
      <span className={styles['entry']}>
        {content}
        {kind === 'free' && isCut ? <span className={styles['aside']}>not to scale</span> : null}
      </span>
    );
  }
  return (
    <button type="button" className={styles['entry']} onClick={() => onShowState(kind)}>
      {content}
    </button>
  );
}
