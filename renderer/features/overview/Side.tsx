import type { ProblemFile, Usage } from '#contract/store';
import type { ThreadRow } from '#contract/thread';
import type { ReactNode } from 'react';
import { formatCount } from '../../lib/format';
import { fileNameOf, visibleText } from '../../lib/words';
import { Amount } from '../../ui/Amount';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { dataWord } from '../../ui/dataKind';
import { Hidden } from '../../ui/Hidden';
import { CheckIcon } from '../../ui/icons/stock';
import { Swatch } from '../../ui/Swatch';
import { useRovingFocus } from '../../ui/useRovingFocus';
import styles from './Side.module.css';

const largestAtMost = 6;

type PanelProps = {
  readonly id: string;
  readonly title: string;
  readonly end?: ReactNode;
  readonly children: ReactNode;
};

/** One of the lists beside the map of bytes. */
export function Panel({ id, title, end = null, children }: PanelProps) {
  return (
    <section aria-labelledby={id}>
      <header className={styles['head']}>
        <h2 id={id}>{title}</h2>
        <span>{end}</span>
      </header>
      {children}
    </section>
  );
}

type LargestProps = { readonly threads: readonly ThreadRow[]; readonly onOpenThread: (id: string) => void };

/** The largest threads as a short list, where there is no room for the table. */
export function LargestThreads({ threads, onOpenThread }: LargestProps) {
  const shown = threads.slice(0, largestAtMost);
  const roving = useRovingFocus(shown.length);
  return (
    <Panel id="largest" title="Largest threads" end="on disk">
      <ul {...roving.list}>
        {shown.map((thread, index) => (
          <li key={thread.id} className={styles['line']}>
            <Swatch kind={thread.state} />
            <button
              type="button"
              className={cx(styles['thread'], styles['cut'])}
              title={`${thread.title} · ${thread.project}`}
              onClick={() => onOpenThread(thread.id)}
              {...roving.item(index)}
            >
              {thread.title} <span className={styles['project']}>{thread.project}</span>
              <Hidden>, {dataWord(thread.state)}</Hidden>
            </button>
            <Amount bytes={thread.physicalBytes} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

type OtherFilesProps = { readonly usage: Usage; readonly atMost: number };

/** What else lies in the Codex home: only counted, never touched. */
export function OtherFiles({ usage: { otherBytes, otherFiles }, atMost }: OtherFilesProps) {
  const shown = otherFiles.slice(0, atMost);
  const rest = otherFiles.slice(atMost);
  if (otherBytes !== null && otherFiles.length === 0) return null;
  return (
    <Panel
      id="other"
      title="Codex’s other files"
      end={otherBytes === null ? 'being added up' : <Amount bytes={otherBytes} />}
    >
      <ul>
        {shown.map(({ name, physicalBytes }) => (
          <li key={name} className={cx(styles['line'], styles['plain'])}>
            <span className={styles['cut']} title={name}>
              {name}
            </span>
            <Amount bytes={physicalBytes} />
          </li>
        ))}
        {rest.length === 0 ? null : (
          <li className={cx(styles['line'], styles['plain'])}>
            <span className={styles['project']}>{formatCount(rest.length)} smaller</span>
            <Amount bytes={rest.reduce((sum, each) => sum + each.physicalBytes, 0)} />
          </li>
        )}
      </ul>
    </Panel>
  );
}

type LeftAloneProps = {
  readonly count: number;
  /** Whether every file has been looked at. */
  readonly isComplete: boolean;
  readonly atMost: number;
  readonly problems: readonly ProblemFile[];
  readonly onShow: () => void;
};

/** What is not understood and therefore left alone, with the reasons. */
export function LeftAlone({ count, isComplete, atMost, problems, onShow }: LeftAloneProps) {
  const showAll = <LinkButton onClick={onShow}>Show all {formatCount(count)}…</LinkButton>;
  return (
    <Panel id="leftAlone" title="Left alone" end={count === 0 ? null : showAll}>
      {count === 0 ? (
        <p className={styles['calm']}>
          {isComplete ? <CheckIcon /> : null}
          {isComplete ? 'Every file was understood.' : 'Nothing so far.'}
        </p>
      ) : (
        <ul>
          {problems.slice(0, atMost).map(({ path, reason }) => (
            <li key={path} className={styles['problem']}>
              <code title={visibleText(path)}>{visibleText(fileNameOf(path))}</code>
              <p>{reason}</p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
