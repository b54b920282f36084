import type { ActivityDetails } from '#contract/activity';
import type { ThreadDetails } from '#contract/thread';
import { type ReactNode, useEffect } from 'react';
import { formatExactTime, formatWhen } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { counted } from '../../lib/words';
import { useAppStore } from '../../store';
import { cx } from '../../ui/cx';
import { HashLines } from '../../ui/HashLines';
import { CheckIcon } from '../../ui/icons/stock';
import { Note } from '../../ui/Note';
import { SkeletonRows } from '../../ui/Skeleton';
import styles from './Receipts.module.css';
import { receiptHead, receiptHashes, receiptWords } from './receiptWords';

type ReceiptsProps = { readonly threadId: string; readonly details: ThreadDetails | null };

/** What was done to this thread, the newest first, each with its proof; at the end, where it came from. */
export function Receipts({ threadId, details }: ReceiptsProps) {
  const { entries, total, error } = useAppStore((state) => state.receipts);
  const want = useAppStore((state) => state.wantReceipts);
  const now = useNow(60_000);
  useEffect(() => {
    want(threadId);
    return () => want(null);
  }, [want, threadId]);
  if (entries === null && error === null) return <SkeletonRows count={6} label="Reading the receipts" />;
  return (
    <>
      {error === null ? null : (
        <Note tone="danger" title={error.message} live>
          {error.hint}
        </Note>
      )}
      <ol className={styles['line']}>
        {(entries ?? []).map((entry) => (
          <Receipt key={entry.row.seq} entry={entry} nowMs={now} />
        ))}
        {entries !== null && total > entries.length ? (
          <li className={styles['receipt']}>
            <p className={styles['words']}>and {counted(total - entries.length, 'older receipt')} in Activity</p>
          </li>
        ) : null}
        {details === null ? null : <Begun details={details} hasEntries={total > 0} nowMs={now} />}
      </ol>
    </>
  );
}

function Receipt({ entry, nowMs }: { readonly entry: ActivityDetails; readonly nowMs: number }) {
  const { row } = entry;
  const hashes = receiptHashes(entry);
  return (
    <Stop
      tone={row.result === 'failed' ? 'danger' : row.result === 'done' ? 'good' : 'neutral'}
      head={receiptHead(entry)}
      atMs={row.atMs}
      nowMs={nowMs}
    >
      <p className={styles['words']}>{receiptWords(entry)}</p>
      {hashes === null ? null : (
        <>
          <div className={styles['hashes']}>
            <HashLines lines={hashes.lines} />
          </div>
          {hashes.equal === null ? null : (
            <p className={styles['equal']}>
              <CheckIcon />
              {hashes.equal}
            </p>
          )}
        </>
      )}
    </Stop>
  );
}

type BegunProps = { readonly details: ThreadDetails; readonly hasEntries: boolean; readonly nowMs: number };

function Begun({ details, hasEntries, nowMs }: BegunProps) {
  const { createdAtMs, cliVersion } = details;
  return (
    <Stop tone="neutral" head="Begun in Codex" atMs={createdAtMs} nowMs={nowMs}>
      <p className={styles['words']}>
        {cliVersion === null ? 'By a version that the thread does not name.' : `By Codex ${cliVersion}.`}
        {hasEntries ? null : ' Coldpress has not done anything to it.'}
      </p>
    </Stop>
  );
}

type StopProps = {
  readonly tone: 'good' | 'neutral' | 'danger';
  readonly head: string;
  readonly atMs: number | null;
  readonly nowMs: number;
  readonly children: ReactNode;
};

function Stop({ tone, head, atMs, nowMs, children }: StopProps) {
  return (
    <li className={cx(styles['receipt'], styles[tone])}>
      <p className={styles['head']}>
        <strong>{head}</strong>
        {atMs === null ? null : <span title={formatExactTime(atMs)}>{formatWhen(atMs, nowMs)}</span>}
      </p>
      {children}
    </li>
  );
}
