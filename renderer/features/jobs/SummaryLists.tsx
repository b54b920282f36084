import type { JobSummary, SummaryThread } from '#contract/job';
import { timesSmaller } from '../../lib/format';
import { counted } from '../../lib/words';
import { useAppStore } from '../../store';
import { Amount } from '../../ui/Amount';
import { LinkButton } from '../../ui/Button';
import { ArrowRightIcon } from '../../ui/icons/stock';
import { Note } from '../../ui/Note';
import styles from './Summary.module.css';
import { canTryAgain, failedTitle, listsOf, reasonOf } from './summaryParts';

type SummaryProps = { readonly summary: JobSummary };

const shownSavings = 5;
/** Lines of a list before it says how many more there are. */
const shownLines = 100;

/** What failed comes first and is never folded behind a count. */
export function Failures({ summary }: SummaryProps) {
  const { failed } = listsOf(summary);
  if (failed.length === 0) return null;
  return (
    <Note tone="danger" title={failedTitle(summary.kind, failed.length)}>
      <ul>
        {failed.map((thread) => (
          <li key={thread.id} className={styles['failure']}>
            <span>
              {thread.title} <span className={styles['quiet']}>· {thread.project}</span>
              <span className={styles['failureReason']}>{reasonOf(thread)}</span>
            </span>
            <TryAgain thread={thread} summary={summary} />
          </li>
        ))}
      </ul>
    </Note>
  );
}

export function LargestSavings({ summary }: SummaryProps) {
  const threads = summary.changed.slice(0, shownSavings);
  if (threads.length === 0 || summary.kind === 'verify') return null;
  const isCompress = summary.kind !== 'restore';
  return (
    <section aria-labelledby="summary-changed">
      <h3 id="summary-changed" className={styles['sectionHead']}>
        {largestTitles[summary.kind]}
      </h3>
      <ul>
        {threads.map((thread) => (
          <li key={thread.id} className={styles['line']}>
            <span className={styles['cut']}>
              {thread.title} <span className={styles['quiet']}>· {thread.project}</span>
            </span>
            <span className={styles['from']}>
              <Amount bytes={isCompress ? thread.sourceBytes : thread.compressedBytes} />
            </span>
            <ArrowRightIcon />
            <span className={styles['to']}>
              <Amount bytes={isCompress ? thread.compressedBytes : thread.sourceBytes} />
            </span>
            <span className={styles['times']}>
              {isCompress ? timesSmaller(thread.sourceBytes, thread.compressedBytes) : null}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const largestTitles = {
  compress: 'Largest savings',
  recompress: 'Largest pressed again, full size and now',
  restore: 'Largest restored',
} as const;

export function LeftAloneList({ summary }: SummaryProps) {
  const { left } = listsOf(summary);
  if (left.length === 0) return null;
  const more = left.length - shownLines;
  return (
    <section aria-labelledby="summary-left">
      <h3 id="summary-left" className={styles['sectionHead']}>
        Left alone
      </h3>
      <ul>
        {left.slice(0, shownLines).map((thread) => (
          <li key={thread.id} className={styles['line']}>
            <span className={styles['leftTitle']}>{thread.title}</span>
            <span className={styles['leftReason']}>{reasonOf(thread)}</span>
            <span className={styles['again']}>
              <TryAgain thread={thread} summary={summary} />
            </span>
          </li>
        ))}
      </ul>
      {more > 0 ? <p className={styles['more']}>and {counted(more, 'thread')} more</p> : null}
    </section>
  );
}

function TryAgain({ thread, summary }: SummaryProps & { readonly thread: SummaryThread }) {
  const startJob = useAppStore((state) => state.startJob);
  if (!canTryAgain(thread)) return null;
  const handleAgain = () => void startJob({ kind: summary.kind, selection: { kind: 'ids', ids: [thread.id] } });
  return (
    <LinkButton aria-label={`Try again: ${thread.title}`} onClick={handleAgain}>
      Try again
    </LinkButton>
  );
}
