import { type ActivityAction, activityAction } from '#contract/activity';
import { type KeyboardEvent, type RefObject, useCallback } from 'react';
import { useAppStore } from '../../store';
import { Button } from '../../ui/Button';
import { ExportIcon } from '../../ui/icons/product';
import { ChevronDownIcon, FilterIcon } from '../../ui/icons/stock';
import { Menu, type MenuItem } from '../../ui/Menu';
import { TextField } from '../../ui/TextField';
import styles from './ActivityPage.module.css';
import { actionWords } from './activityWords';

type ActivityToolsProps = {
  readonly fieldRef: RefObject<HTMLInputElement | null>;
  readonly gridRef: RefObject<HTMLDivElement | null>;
};

/** Filter by words and by action, and the record as a file. */
export function ActivityTools({ fieldRef, gridRef }: ActivityToolsProps) {
  const text = useAppStore((state) => state.activity.filter.text);
  const hasEntries = useAppStore((state) => (state.activity.list?.total ?? 0) > 0);
  const { filterActivity, exportActivity } = useAppStore.getState();
  const handleText = useCallback((next: string) => filterActivity({ text: next }), [filterActivity]);
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    gridRef.current?.focus();
  };
  return (
    <div className={styles['tools']} role="search" aria-label="Filter and export" data-region="toolbar">
      <div className={styles['field']}>
        <TextField
          value={text}
          onChange={handleText}
          label="Filter by thread or reason"
          placeholder="Filter by thread or reason"
          icon={<FilterIcon />}
          keyHint="/"
          inputRef={fieldRef}
          onKeyDown={handleKeyDown}
        />
      </div>
      <ActionFilter />
      <Button
        icon={<ExportIcon />}
        disabledReason={hasEntries ? null : 'There is nothing to export.'}
        onClick={() => void exportActivity()}
      >
        Export…
      </Button>
    </div>
  );
}

function ActionFilter() {
  const chosen = useAppStore((state) => state.activity.filter.action);
  const filterActivity = useAppStore((state) => state.filterActivity);
  const item = (action: ActivityAction | null): MenuItem => ({
    kind: 'item',
    id: action ?? 'all',
    label: wordOf(action),
    checked: chosen === action,
    onSelect: () => filterActivity({ action }),
  });
  return (
    <Menu
      align="end"
      items={[item(null), ...activityAction.options.map(item)]}
      trigger={
        <Button aria-label={`Action: ${wordOf(chosen)}`}>
          {wordOf(chosen)}
          <span className={styles['chevron']}>
            <ChevronDownIcon />
          </span>
        </Button>
      }
    />
  );
}

function wordOf(action: ActivityAction | null): string {
  return action === null ? 'All actions' : actionWords[action];
}
