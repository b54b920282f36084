import { ActivityPage } from '../features/activity/ActivityPage';
import { EngineFailed, Offline, StoreError } from '../features/firstRun/StorePages';
import { FirstRun } from '../features/firstRun/FirstRun';
import { HealthPage } from '../features/health/HealthPage';
import { JobPanel } from '../features/jobs/JobPanel';
import { Overview } from '../features/overview/Overview';
import { ThreadsPage } from '../features/threads/ThreadsPage';
import { useAppStore } from '../store';
import { HiddenTitle } from '../ui/Hidden';
import { SkeletonRows } from '../ui/Skeleton';
import styles from './App.module.css';

/** The page that is on show, or the reason why there is none. */
export function Content() {
  const { view, error, engine } = useAppStore((state) => state.store);
  const jobRuns = useAppStore((state) => state.jobs.progress !== null);
  const page = useAppStore((state) => state.ui.page);
  if (engine.kind === 'failed') return <EngineFailed reason={engine.reason} />;
  if (view === null && error !== null) return <StoreError error={error} />;
  if (view === null) {
    return (
      <div className={styles['waiting']}>
        <HiddenTitle>Starting</HiddenTitle>
        <SkeletonRows count={16} label="Starting" />
      </div>
    );
  }
  if (view.kind === 'none') return <FirstRun looked={view.looked} />;
  if (page === 'threads') return <ThreadsPage />;
  if (page === 'activity') return <ActivityPage />;
  if (page === 'health') return <HealthPage />;
  if (view.scan.kind === 'offline') return <Offline home={view.home} scan={view.scan} />;
  return <Overview home={view.home} scan={view.scan} jobPanel={jobRuns ? <JobPanel /> : null} />;
}
