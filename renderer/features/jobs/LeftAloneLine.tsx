import type { JobKind, LeftAlone } from '#contract/job';
import type { ThreadState } from '#contract/thread';
import { formatCount } from '../../lib/format';
import { Swatch } from '../../ui/Swatch';
import styles from './Preview.module.css';

type LeftAloneLineProps = { readonly kind: JobKind; readonly leftAlone: LeftAlone };

type Part = { readonly state: ThreadState; readonly count: number; readonly words: string };

/** How many threads of the selection stay as they are, by reason; nothing where there are none. */
export function LeftAloneLine({ kind, leftAlone }: LeftAloneLineProps) {
  const parts = partsOf(kind, leftAlone).filter((part) => part.count > 0);
  if (parts.length === 0) return null;
  return (
    <p className={styles['leftAlone']}>
      <span>Left alone:</span>
      {parts.map(({ state, count, words }) => (
        <span key={state} className={styles['reason']}>
          <Swatch kind={state} />
          {formatCount(count)} {words}
        </span>
      ))}
    </p>
  );
}

function partsOf(kind: JobKind, { recent, inUse, done, unclear }: LeftAlone): readonly Part[] {
  const doneState: ThreadState = kind === 'compress' ? 'compressed' : 'cold';
  const doneWords = kind === 'compress' ? 'compressed already' : 'at full size already';
  return [
    { state: 'recent', count: recent, words: 'recent' },
    { state: 'in_use', count: inUse, words: 'in use' },
    { state: doneState, count: done, words: doneWords },
    { state: 'unclear', count: unclear, words: 'not understood' },
  ];
}
