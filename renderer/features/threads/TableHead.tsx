import type { ThreadSort } from '#contract/thread';
import { useAppStore } from '../../store';
import { selectionOf } from '../../store/threadsSelection';
import { Checkbox } from '../../ui/Checkbox';
import { cx } from '../../ui/cx';
import { ChevronDownIcon } from '../../ui/icons/stock';
import { type Column, columns } from './columns';
import styles from './Table.module.css';

const checkedOf = { none: false, some: 'mixed', all: true } as const;

/** The head of the table: select all that match, and a sort by each column. The keyboard sorts from the ⋯ menu. */
export function TableHead() {
  const sort = useAppStore((state) => state.threads.sort);
  const sortThreads = useAppStore((state) => state.sortThreads);
  return (
    <div role="row" aria-rowindex={1} className={cx(styles['columns'], styles['head'])}>
      <span role="columnheader" aria-label="Selected" className={styles['check']}>
        <SelectAll />
      </span>
      {columns.map((column) => (
        <HeadCell key={column.id} column={column} sort={sort} onSort={() => sortThreads(column.id)} />
      ))}
    </div>
  );
}

function SelectAll() {
  const kind = useAppStore(({ threads }) => selectionOf(threads.selected, threads.listing.total));
  const selectAll = useAppStore((state) => state.selectAllThreads);
  const clear = useAppStore((state) => state.clearThreadSelection);
  return (
    <Checkbox
      checked={checkedOf[kind]}
      label="Select all threads that match"
      tabIndex={-1}
      onChange={() => (kind === 'none' ? void selectAll() : clear())}
    />
  );
}

type HeadCellProps = { readonly column: Column; readonly sort: ThreadSort; readonly onSort: () => void };

function HeadCell({ column, sort, onSort }: HeadCellProps) {
  const isSorted = sort.column === column.id;
  const direction = sort.descending ? 'descending' : 'ascending';
  return (
    <span
      role="columnheader"
      aria-sort={isSorted ? direction : 'none'}
      className={cx(column.isNumber && styles['number'], column.id === 'fullSize' && styles['fullSize'])}
    >
      <button
        type="button"
        tabIndex={-1}
        className={cx(styles['sort'], isSorted && styles['sorted'], !sort.descending && styles['ascending'])}
        onClick={onSort}
      >
        {column.label}
        <ChevronDownIcon />
      </button>
    </span>
  );
}
