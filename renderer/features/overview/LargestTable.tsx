import type { ThreadRow } from '#contract/thread';
import { formatAgo } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { Amount } from '../../ui/Amount';
import { cx } from '../../ui/cx';
import { dataWord } from '../../ui/dataKind';
import { Hidden } from '../../ui/Hidden';
import { SizeBar } from '../../ui/SizeBar';
import { type RovingFocus, useRovingFocus } from '../../ui/useRovingFocus';
import styles from './Bytes.module.css';

type LargestTableProps = {
  readonly threads: readonly ThreadRow[];
  /** The scale of the projects above, so that both lists can be compared. */
  readonly scaleBytes: number;
  readonly onOpenThread: (id: string) => void;
};

/** The largest threads below the projects, on the same scale and in the same columns; a row opens the thread. */
export function LargestTable({ threads, scaleBytes, onOpenThread }: LargestTableProps) {
  const roving = useRovingFocus(threads.length);
  const now = useNow(60_000);
  return (
    <section className={cx(styles['section'], styles['wide'])} aria-labelledby="largestTable">
      <header className={styles['head']}>
        <h2 id="largestTable">Largest threads</h2>
        <span>on disk, same scale</span>
      </header>
      <div className={styles['table']} role="table" aria-labelledby="largestTable">
        <div role="rowgroup" className={styles['headGroup']}>
          <div className={cx(styles['row'], styles['columns'])} role="row">
            <span role="columnheader">Title and project</span>
            <span role="columnheader">Updated</span>
            <span role="columnheader">State</span>
            <span role="columnheader" className={styles['onDisk']}>
              On disk
            </span>
            <span role="columnheader" className={styles['number']}>
              Full size
            </span>
          </div>
        </div>
        <div className={styles['rows']} role="rowgroup" {...roving.list}>
          {threads.map((thread, index) => (
            <LargestRow
              key={thread.id}
              thread={thread}
              scaleBytes={scaleBytes}
              updated={formatAgo(thread.updatedAtMs, now)}
              focus={roving.item(index)}
              onOpen={() => onOpenThread(thread.id)}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

type LargestRowProps = {
  readonly thread: ThreadRow;
  readonly scaleBytes: number;
  readonly updated: string;
  readonly focus: ReturnType<RovingFocus['item']>;
  readonly onOpen: () => void;
};

function LargestRow({ thread, scaleBytes, updated, focus, onOpen }: LargestRowProps) {
  const { title, project, state, physicalBytes, logicalBytes } = thread;
  return (
    <div className={styles['row']} role="row">
      <span className={styles['name']} role="cell">
        <button type="button" title={`${title} · ${project}`} onClick={onOpen} {...focus}>
          {title} <span className={styles['aside']}>{project}</span>
        </button>
      </span>
      <span className={styles['aside']} role="cell">
        {updated}
      </span>
      <span role="cell">
        <Hidden>{dataWord(state)}</Hidden>
        <SizeBar parts={[{ state, bytes: physicalBytes }]} fullBytes={logicalBytes} scaleBytes={scaleBytes} />
      </span>
      <span className={styles['onDisk']} role="cell">
        <Amount bytes={physicalBytes} />
      </span>
      <span className={styles['number']} role="cell">
        <Amount bytes={logicalBytes} />
      </span>
    </div>
  );
}
