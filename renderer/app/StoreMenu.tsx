import { chord } from '../lib/platform';
import { useNow } from '../lib/useNow';
import { cutMiddle } from '../lib/words';
import { useAppStore } from '../store';
import { jobWords } from '../store/jobsState';
import { cx } from '../ui/cx';
import { StoreIcon } from '../ui/icons/product';
import { ChevronDownIcon, DemoIcon, FolderIcon, RescanIcon } from '../ui/icons/stock';
import { Menu } from '../ui/Menu';
import { scanWords } from './scanWords';
import styles from './TitleBar.module.css';

const engineWords = { restarting: 'waiting for the engine', failed: 'the engine stopped' } as const;

/** Which store is open, how its scan (or the job) stands, and the way to another store. */
export function StoreMenu() {
  const view = useAppStore((state) => state.store.view);
  const job = useAppStore((state) => jobWords(state.jobs));
  const engine = useAppStore((state) => state.store.engine.kind);
  const now = useNow(15_000);
  const error = useAppStore((state) => state.store.error);
  if (view === null) {
    return (
      <div className={styles['store']}>
        <span className={cx(styles['scan'], styles['alone'])}>{error === null ? 'opening the store' : ''}</span>
      </div>
    );
  }
  if (view.kind === 'none') return <div className={styles['store']} />;
  return (
    <div className={styles['store']}>
      <StoreButton home={view.home} isDemo={view.source === 'demo'} />
      <span className={styles['scan']}>
        {engine === 'running' ? (job ?? scanWords(view.scan, now)) : engineWords[engine]}
      </span>
    </div>
  );
}

function StoreButton({ home, isDemo }: { readonly home: string; readonly isDemo: boolean }) {
  const { scanAgain, chooseStore, openDemoStore } = useAppStore.getState();
  const jobRuns = useAppStore((state) => state.jobs.progress !== null);
  const reason = jobRuns ? 'A job is running in this store.' : null;
  return (
    <Menu
      trigger={
        <button type="button" className={styles['storeButton']} title={home}>
          <StoreIcon />
          <span className={cx(styles['path'], isDemo && styles['demo'])}>
            {isDemo ? 'Demo store' : cutMiddle(home, 36, 24)}
          </span>
          <ChevronDownIcon />
        </button>
      }
      items={[
        {
          kind: 'item',
          id: 'scan',
          label: 'Scan again',
          icon: <RescanIcon />,
          keyHint: chord('R'),
          onSelect: () => void scanAgain(),
        },
        { kind: 'separator', id: 'line' },
        {
          kind: 'item',
          id: 'choose',
          label: 'Choose another folder…',
          icon: <FolderIcon />,
          disabledReason: reason,
          onSelect: () => void chooseStore(),
        },
        {
          kind: 'item',
          id: 'demo',
          label: 'Open the demo store',
          icon: <DemoIcon />,
          disabledReason: isDemo ? 'It is open.' : reason,
          onSelect: () => void openDemoStore(),
        },
      ]}
    />
  );
}
