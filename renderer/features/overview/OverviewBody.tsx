import type { ProblemFile, Usage } from '#contract/store';
import { useAppStore } from '../../store';
import { noFilter } from '../../store/threadsState';
import styles from './Overview.module.css';
import { Projects } from './Projects';
import { Side } from './Side';
import { StoreBar } from './StoreBar';

const noProblems: readonly ProblemFile[] = [];

/** Everything below the readout. Each line leads on to the threads it speaks of. */
export function OverviewBody({ usage }: { readonly usage: Usage }) {
  const problems = useAppStore((state) => state.usage.problems?.files ?? noProblems);
  const { goTo, filterThreads, openThread, showOverlay } = useAppStore.getState();
  return (
    <>
      <StoreBar
        usage={usage}
        onShowState={(state) => {
          filterThreads({ ...noFilter, state });
          goTo('threads');
        }}
      />
      <div className={styles['columns']}>
        <Projects
          usage={usage}
          onShowProject={(project) => {
            filterThreads({ ...noFilter, project });
            goTo('threads');
          }}
        />
        <Side
          usage={usage}
          problems={problems}
          onOpenThread={(id) => {
            filterThreads(noFilter);
            goTo('threads');
            openThread(id);
          }}
          onShowLeftAlone={() => showOverlay('leftAlone')}
        />
      </div>
    </>
  );
}
