import type { ReactNode } from 'react';
import { chord } from '../lib/platform';
import { useMediaQuery } from '../lib/useMediaQuery';
import { useAppStore } from '../store';
import type { Page } from '../store/uiSlice';
import { ActivityIcon, OverviewIcon, ThreadsIcon } from '../ui/icons/product';
import { Tooltip } from '../ui/Tooltip';
import { DiskGauge } from './DiskGauge';
import styles from './Rail.module.css';

type Entry = {
  readonly page: Page;
  readonly word: string;
  readonly icon: ReactNode;
  /** With ⌘ or Ctrl. Places that are not built yet keep theirs free, so that no key moves later. */
  readonly key: string;
};

const entries: readonly Entry[] = [
  { page: 'overview', word: 'Overview', icon: <OverviewIcon />, key: '1' },
  { page: 'threads', word: 'Threads', icon: <ThreadsIcon />, key: '2' },
  { page: 'activity', word: 'Activity', icon: <ActivityIcon />, key: '5' },
];

export function Rail() {
  const current = useAppStore((state) => state.ui.page);
  const goTo = useAppStore((state) => state.goTo);
  const isNarrow = useMediaQuery('(max-width: 1079px)');
  return (
    <nav className={styles['rail']} aria-label="Main" data-region="rail">
      {entries.map(({ page, word, icon, key }) => (
        <Tooltip key={page} side="right" label={isNarrow ? `${word}  ${chord(key)}` : null}>
          <button
            type="button"
            className={styles['link']}
            aria-current={placeOf(current) === page ? 'page' : undefined}
            onClick={() => goTo(page)}
          >
            {icon}
            <span className={styles['word']}>{word}</span>
          </button>
        </Tooltip>
      ))}
      <DiskGauge />
    </nav>
  );
}

/** Health is a page of the overview. */
function placeOf(page: Page): Page {
  return page === 'health' ? 'overview' : page;
}
