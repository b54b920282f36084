import type { ProblemFile, Usage } from '#contract/store';
import type { ThreadFilter } from '#contract/thread';
import { useMediaQuery } from '../../lib/useMediaQuery';
import { useAppStore } from '../../store';
import { noFilter } from '../../store/threadsState';
import { HealthPanel } from './HealthPanel';
import { LargestTable } from './LargestTable';
import styles from './Overview.module.css';
import { Projects } from './Projects';
import { projectScale } from './projectParts';
import { wasScannedBefore } from './readoutWords';
import { LargestThreads, LeftAlone, OtherFiles } from './Side';
import { StoreBar } from './StoreBar';

const noProblems: readonly ProblemFile[] = [];

/** Everything below the readout. Each line leads on to the threads it speaks of. */
export function OverviewBody({ usage }: { readonly usage: Usage }) {
  // The largest threads stand below the projects where there is room, else beside them as a short list.
  const isTall = useMediaQuery('(min-height: 1000px)');
  const problems = useAppStore((state) => state.usage.problems?.files ?? noProblems);
  const { goTo, filterThreads, openThread, showOverlay } = useAppStore.getState();
  const showThreads = (change: Partial<ThreadFilter>) => {
    filterThreads({ ...noFilter, ...change });
    goTo('threads');
  };
  const showThread = (id: string) => {
    showThreads({});
    openThread(id);
  };
  return (
    <>
      <StoreBar usage={usage} onShowState={(state) => showThreads({ state })} />
      <div className={styles['columns']}>
        <div className={styles['left']}>
          <Projects usage={usage} onShowProject={(project) => showThreads({ project })} />
          {isTall ? (
            <LargestTable threads={usage.largest} scaleBytes={projectScale(usage.projects)} onOpenThread={showThread} />
          ) : null}
        </div>
        <aside className={styles['side']} aria-label="Threads and files that stand out">
          {isTall ? null : <LargestThreads threads={usage.largest} onOpenThread={showThread} />}
          <HealthPanel />
          <OtherFiles usage={usage} atMost={isTall ? 14 : 3} />
          <LeftAlone
            atMost={isTall ? 6 : 2}
            count={usage.problemCount}
            isComplete={wasScannedBefore(usage)}
            problems={problems}
            onShow={() => showOverlay('leftAlone')}
          />
        </aside>
      </div>
    </>
  );
}
