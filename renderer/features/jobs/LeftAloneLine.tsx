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
        <span key={words} className={styles['reason']}>
          <Swatch kind={state} />
          {formatCount(count)} {words}
        </span>
      ))}
    </p>
  );
}

/** What `done` means: the threads on which this job has nothing to do. */
const doneWords: Readonly<Record<JobKind, string>> = {
  compress: 'compressed already',
  restore: 'at full size already',
  recompress: 'pressed by Coldpress already, or not compressed',
  verify: 'not compressed',
};

function partsOf(kind: JobKind, { recent, inUse, done, unclear, barred }: LeftAlone): readonly Part[] {
  const doneState: ThreadState = kind === 'compress' || kind === 'recompress' ? 'compressed' : 'cold';
  return [
    { state: 'recent', count: recent, words: 'recent' },
    { state: 'in_use', count: inUse, words: 'in use' },
    { state: doneState, count: done, words: doneWords[kind] },
    { state: 'unclear', count: unclear, words: 'not understood' },
    { state: kind === 'compress' ? 'cold' : 'compressed', count: barred, words: 'for the reason above' },
  ];
}
