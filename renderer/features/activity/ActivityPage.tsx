import { useEffect, useRef } from 'react';
import { useAppStore } from '../../store';
import { LiveRegion } from '../../ui/LiveRegion';
import { ActivityFoot } from './ActivityFoot';
import styles from './ActivityPage.module.css';
import { ActivityStates } from './ActivityStates';
import { ActivityTools } from './ActivityTools';

/** What was done to which thread, when, and the proof of it; and the way back. */
export function ActivityPage() {
  const want = useAppStore((state) => state.wantActivity);
  const gridRef = useRef<HTMLDivElement>(null);
  const fieldRef = useRef<HTMLInputElement>(null);
  useEffect(() => want(), [want]);
  useEffect(() => {
    const handleKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.target instanceof HTMLInputElement || document.querySelector('[role="dialog"]') !== null) return;
      event.preventDefault();
      fieldRef.current?.focus();
      fieldRef.current?.select();
    };
    window.addEventListener('keydown', handleKeyDown);
    return () => window.removeEventListener('keydown', handleKeyDown);
  }, []);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Activity</h1>
        <ActivityTools fieldRef={fieldRef} gridRef={gridRef} />
      </div>
      <ActivityStates gridRef={gridRef} />
      <ActivityFoot />
      <Announcer />
    </div>
  );
}

function Announcer() {
  const words = useAppStore(
    ({ activity: { notice, list } }) => notice ?? (list === null ? '' : `${list.total} entries`),
  );
  return <LiveRegion message={words} />;
}
