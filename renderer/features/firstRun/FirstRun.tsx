import type { LookedPlace } from '#contract/store';
import { useAppStore } from '../../store';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { EmptyState } from '../../ui/EmptyState';
import { Mark } from '../../ui/icons/product';
import { DashIcon, FolderIcon, InfoIcon } from '../../ui/icons/stock';
import { PromiseList } from '../../ui/PromiseList';
import styles from './FirstRun.module.css';

type FirstRunProps = { readonly looked: readonly LookedPlace[] };

/** No store: where it looked and what it found there, the ways to one, and what Coldpress will and will not do. */
export function FirstRun({ looked }: FirstRunProps) {
  const busy = useAppStore((state) => state.store.busy);
  const { chooseStore, openDemoStore, lookAgain } = useAppStore.getState();
  return (
    <div className={styles['page']}>
      <div className={styles['column']}>
        <EmptyState heading="h1" icon={<Mark size={40} />} title="No Codex threads found yet">
          Coldpress reads the folder where the Codex CLI keeps its threads. It looked here:
          <LookedList looked={looked} />
          <div className={styles['ways']}>
            <Button variant="primary" icon={<FolderIcon />} busy={busy === 'choose'} onClick={() => void chooseStore()}>
              Choose a folder…
            </Button>
            <Button busy={busy === 'demo'} onClick={() => void openDemoStore()}>
              Open the demo store
            </Button>
            <Button variant="quiet" busy={busy === 'look'} onClick={() => void lookAgain()}>
              Look again
            </Button>
          </div>
          <p className={styles['hint']}>
            The demo store is a generated folder of made-up threads in a place of its own. It never touches yours.
          </p>
          <section className={styles['promise']} aria-labelledby="promise">
            <h2 id="promise">What Coldpress will and will not do</h2>
            <PromiseList />
          </section>
        </EmptyState>
      </div>
    </div>
  );
}

function LookedList({ looked }: FirstRunProps) {
  return (
    <ul className={styles['looked']}>
      {looked.map(({ place, finding, found }) => (
        <li key={place}>
          <span className={cx(styles['icon'], found && styles['found'])}>{found ? <InfoIcon /> : <DashIcon />}</span>
          <code className={styles['place']}>{place}</code>
          <span className={styles['finding']}>{finding}</span>
        </li>
      ))}
    </ul>
  );
}
