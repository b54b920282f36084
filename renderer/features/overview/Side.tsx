import type { ProblemFile, Usage } from '#contract/store';
import type { ThreadRow } from '#contract/thread';
import type { ReactNode } from 'react';
import { formatCount } from '../../lib/format';
import { fileNameOf } from '../../lib/words';
import { Amount } from '../../ui/Amount';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { dataWord } from '../../ui/dataKind';
import { Hidden } from '../../ui/Hidden';
import { CheckIcon } from '../../ui/icons/stock';
import { Swatch } from '../../ui/Swatch';
import { useRovingFocus } from '../../ui/useRovingFocus';
import styles from './Side.module.css';

type SideProps = {
  readonly usage: Usage;
  readonly problems: readonly ProblemFile[];
  readonly onOpenThread: (id: string) => void;
  readonly onShowLeftAlone: () => void;
};

const largestAtMost = 8;
const otherAtMost = 5;
const problemsAtMost = 2;

/** Beside the projects: the largest threads, Codex's other files, and what is left alone and why. */
export function Side({ usage, problems, onOpenThread, onShowLeftAlone }: SideProps) {
  return (
    <aside className={styles['side']} aria-label="Largest threads, other files, left alone">
      <LargestThreads threads={usage.largest.slice(0, largestAtMost)} onOpenThread={onOpenThread} />
      <OtherFiles usage={usage} />
      <LeftAlone count={usage.problemCount} problems={problems} onShow={onShowLeftAlone} />
    </aside>
  );
}

type PanelProps = {
  readonly id: string;
  readonly title: string;
  readonly end?: ReactNode;
  readonly children: ReactNode;
};

function Panel({ id, title, end = null, children }: PanelProps) {
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

function LargestThreads({ threads, onOpenThread }: LargestProps) {
  const roving = useRovingFocus(threads.length);
  return (
    <Panel id="largest" title="Largest threads" end="on disk">
      {/* The arrow keys go between the buttons inside. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul {...roving.list}>
        {threads.map((thread, index) => (
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

function OtherFiles({ usage: { otherBytes, otherFiles } }: Pick<SideProps, 'usage'>) {
  const shown = otherFiles.slice(0, otherAtMost);
  const rest = otherFiles.slice(otherAtMost);
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
  readonly problems: readonly ProblemFile[];
  readonly onShow: () => void;
};

function LeftAlone({ count, problems, onShow }: LeftAloneProps) {
  const showAll = <LinkButton onClick={onShow}>Show all {formatCount(count)}…</LinkButton>;
  return (
    <Panel id="leftAlone" title="Left alone" end={count === 0 ? null : showAll}>
      {count === 0 ? (
        <p className={styles['calm']}>
          <CheckIcon />
          Every file was understood.
        </p>
      ) : (
        <ul>
          {problems.slice(0, problemsAtMost).map(({ path, reason }) => (
            <li key={path} className={styles['problem']}>
              <code title={path}>{fileNameOf(path)}</code>
              <p>{reason}</p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
