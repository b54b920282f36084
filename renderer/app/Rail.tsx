import type { ReactNode } from 'react';
import { chord } from '../lib/platform';
import { useMediaQuery } from '../lib/useMediaQuery';
import { useAppStore } from '../store';
import type { Page } from '../store/uiSlice';
import { OverviewIcon, ThreadsIcon } from '../ui/icons/product';
import { Tooltip } from '../ui/Tooltip';
import { DiskGauge } from './DiskGauge';
import styles from './Rail.module.css';

const entries: readonly { readonly page: Page; readonly word: string; readonly icon: ReactNode }[] = [
  { page: 'overview', word: 'Overview', icon: <OverviewIcon /> },
  { page: 'threads', word: 'Threads', icon: <ThreadsIcon /> },
];

export function Rail() {
  const current = useAppStore((state) => state.ui.page);
  const goTo = useAppStore((state) => state.goTo);
  const isNarrow = useMediaQuery('(max-width: 1079px)');
  return (
    <nav className={styles['rail']} aria-label="Main" data-region="rail">
      {entries.map(({ page, word, icon }, index) => (
        <Tooltip key={page} side="right" label={isNarrow ? `${word}  ${chord(String(index + 1))}` : null}>
          <button
            type="button"
            className={styles['link']}
            aria-current={current === page ? 'page' : undefined}
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
