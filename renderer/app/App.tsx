import { useEffect } from 'react';
import { JobLine } from '../features/jobs/JobLine';
import { useAppStore } from '../store';
import { cx } from '../ui/cx';
import { focusContent } from '../ui/returnFocus';
import { TooltipProvider } from '../ui/Tooltip';
import styles from './App.module.css';
import { Content } from './Content';
import { Overlays } from './Overlays';
import { Rail } from './Rail';
import { TitleBar } from './TitleBar';
import { useShortcuts } from './useShortcuts';
import { WindowNotes } from './WindowNotes';

/** The window: title bar over rail and content, and what lies over them. */
export function App() {
  useShortcuts();
  const page = useAppStore((state) => state.ui.page);
  const isColumn = useAppStore(({ store: { view } }) => view?.kind === 'none');
  // Whoever comes from a line that is gone now (a project's, a thread's) goes on in the new page.
  useEffect(() => {
    if (document.activeElement === document.body) focusContent();
  }, [page]);
  return (
    <TooltipProvider>
      <div className={styles['app']}>
        <TitleBar />
        <Rail />
        <main className={styles['main']} data-region="content" tabIndex={-1}>
          {page === 'overview' ? null : <JobLine />}
          <div className={cx(styles['notes'], isColumn && styles['column'])}>
            <WindowNotes />
          </div>
          <Content />
        </main>
      </div>
      <Overlays />
    </TooltipProvider>
  );
}
