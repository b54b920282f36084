import type { ThreadState } from '#contract/thread';
import { type KeyboardEvent, type RefObject, useCallback } from 'react';
import { formatCount } from '../../lib/format';
import { chord } from '../../lib/platform';
import { useAppStore } from '../../store';
import { type ThreadsState, countOfAll, isFiltered, noFilter } from '../../store/threadsState';
import { Button, IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { dataWord } from '../../ui/dataKind';
import { ChevronDownIcon, FilterIcon, MoreIcon } from '../../ui/icons/stock';
import { Menu, type MenuItem } from '../../ui/Menu';
import { Swatch } from '../../ui/Swatch';
import { TextField } from '../../ui/TextField';
import { columns } from './columns';
import styles from './Toolbar.module.css';

type ToolbarProps = {
  readonly fieldRef: RefObject<HTMLInputElement | null>;
  readonly gridRef: RefObject<HTMLDivElement | null>;
};

/** Filter by words, by state with counts, by project. The ⋯ menu sorts, for those who have no mouse. */
export function Toolbar({ fieldRef, gridRef }: ToolbarProps) {
  const text = useAppStore((state) => state.threads.filter.text);
  const filter = useAppStore((state) => state.filterThreads);
  const isCrowded = useAppStore(({ threads }) => isUnclearShown(threads));
  const handleText = useCallback((next: string) => filter({ text: next }), [filter]);
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    gridRef.current?.focus();
  };
  return (
    <div
      className={cx(styles['toolbar'], isCrowded && styles['crowded'])}
      role="search"
      aria-label="Filter and sort"
      data-region="toolbar"
    >
      <div className={styles['field']}>
        <TextField
          value={text}
          onChange={handleText}
          label="Filter by title, project or id"
          placeholder="Filter by title, project or id"
          icon={<FilterIcon />}
          keyHint="/"
          inputRef={fieldRef}
          onKeyDown={handleKeyDown}
        />
      </div>
      <StateFilter />
      <div className={styles['end']}>
        <ProjectFilter />
        <MoreMenu />
      </div>
    </div>
  );
}

/** The chip of threads that are not understood shows only where there are some, or while it is chosen. */
function isUnclearShown({ counts, filter }: ThreadsState): boolean {
  return filter.state === 'unclear' || (counts?.unclear ?? 0) > 0;
}

const states: readonly ThreadState[] = ['cold', 'recent', 'in_use', 'compressed', 'unclear'];

function StateFilter() {
  const counts = useAppStore((state) => state.threads.counts);
  const chosen = useAppStore((state) => state.threads.filter.state);
  const filter = useAppStore((state) => state.filterThreads);
  const withUnclear = useAppStore(({ threads }) => isUnclearShown(threads));
  const shown = states.filter((state) => state !== 'unclear' || withUnclear);
  return (
    <div className={styles['chips']} role="group" aria-label="State">
      <Chip
        isChosen={chosen === null}
        word="All"
        count={counts === null ? null : countOfAll(counts)}
        onChoose={() => filter({ state: null })}
      />
      {shown.map((state) => (
        <Chip
          key={state}
          state={state}
          isChosen={chosen === state}
          word={dataWord(state)}
          count={counts?.[state] ?? null}
          onChoose={() => filter({ state: chosen === state ? null : state })}
        />
      ))}
    </div>
  );
}

type ChipProps = {
  readonly state?: ThreadState;
  readonly isChosen: boolean;
  readonly word: string;
  readonly count: number | null;
  readonly onChoose: () => void;
};

function Chip({ state, isChosen, word, count, onChoose }: ChipProps) {
  return (
    <button type="button" aria-pressed={isChosen} className={styles['chip']} onClick={onChoose}>
      {state === undefined ? null : <Swatch kind={state} />}
      {word}
      <span className={styles['count']}>{count === null ? '' : formatCount(count)}</span>
    </button>
  );
}

function ProjectFilter() {
  const projects = useAppStore((state) => state.threads.projects);
  const chosen = useAppStore((state) => state.threads.filter.project);
  const filter = useAppStore((state) => state.filterThreads);
  const item = (project: string | null): MenuItem => ({
    kind: 'item',
    id: project ?? '\u0000',
    label: project === null ? 'All projects' : project === '' ? 'No project' : project,
    checked: chosen === project,
    onSelect: () => filter({ project }),
  });
  return (
    <Menu
      align="end"
      items={[item(null), ...projects.map(item)]}
      trigger={
        <Button aria-label={`Project: ${chosen ?? 'All projects'}`}>
          <span className={styles['project']}>{chosen ?? 'All projects'}</span>
          <span className={styles['chevron']}>
            <ChevronDownIcon />
          </span>
        </Button>
      }
    />
  );
}

function MoreMenu() {
  const sort = useAppStore((state) => state.threads.sort);
  const filtered = useAppStore((state) => isFiltered(state.threads.filter));
  const { sortThreads, selectAllThreads, filterThreads } = useAppStore.getState();
  const sorts = columns.map(({ id, sortLabel, orders }): MenuItem => ({
    kind: 'item',
    id,
    label: sortLabel,
    ...(sort.column === id ? { note: orders[sort.descending ? 1 : 0] } : {}),
    checked: sort.column === id,
    onSelect: () => sortThreads(id),
  }));
  const items: readonly MenuItem[] = [
    ...sorts,
    { kind: 'separator', id: 'line' },
    {
      kind: 'item',
      id: 'all',
      label: 'Select all that match',
      keyHint: chord('A'),
      onSelect: () => void selectAllThreads(),
    },
    {
      kind: 'item',
      id: 'clear',
      label: 'Clear filter',
      disabledReason: filtered ? null : 'Nothing is filtered.',
      onSelect: () => filterThreads(noFilter),
    },
  ];
  return <Menu align="end" items={items} trigger={<IconButton label="Sort and select" icon={<MoreIcon />} />} />;
}
