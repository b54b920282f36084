import type { AppError } from '#contract/errors';
import type { ScanState } from '#contract/store';
import { call } from '../../api';
import { useAppStore } from '../../store';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { PlugIcon, RescanIcon, WarningIcon } from '../../ui/icons/stock';
import { PathText } from '../../ui/PathText';
import styles from './FirstRun.module.css';

type OfflineProps = { readonly home: string; readonly scan: Extract<ScanState, { kind: 'offline' }> };

/** The store was there before and cannot be reached now. */
export function Offline({ home, scan }: OfflineProps) {
  const busy = useAppStore((state) => state.store.busy);
  const threads = useAppStore((state) => state.usage.value?.threads ?? 0);
  const { lookAgain, chooseStore } = useAppStore.getState();
  return (
    <div className={styles['page']}>
      <EmptyState
        heading="h1"
        icon={<PlugIcon />}
        title="This store cannot be reached"
        actions={
          <>
            <Button variant="primary" busy={busy === 'look'} onClick={() => void lookAgain()}>
              Look again
            </Button>
            <Button busy={busy === 'choose'} onClick={() => void chooseStore()}>
              Choose another folder…
            </Button>
          </>
        }
      >
        <p>
          <PathText text={`${scan.message} ${scan.hint}`} path={home} />
        </p>
        {threads > 0 ? (
          <p>What Threads shows is from the last time it was here. Nothing can be changed until it is back.</p>
        ) : null}
      </EmptyState>
    </div>
  );
}

/** The very first question about the store failed: what, where, what now. */
export function StoreError({ error }: { readonly error: AppError }) {
  const busy = useAppStore((state) => state.store.busy);
  const { lookAgain, chooseStore } = useAppStore.getState();
  return (
    <div className={styles['page']}>
      <EmptyState
        heading="h1"
        icon={<WarningIcon />}
        title="The store could not be opened"
        actions={
          <>
            <Button variant="primary" icon={<RescanIcon />} busy={busy === 'look'} onClick={() => void lookAgain()}>
              Look again
            </Button>
            <Button busy={busy === 'choose'} onClick={() => void chooseStore()}>
              Choose a folder…
            </Button>
          </>
        }
      >
        <p>
          {error.message} {error.hint}
        </p>
        {error.path === undefined ? null : <code className={styles['where']}>{error.path}</code>}
      </EmptyState>
    </div>
  );
}

/** The engine died too often to be started once more. */
export function EngineFailed({ reason }: { readonly reason: string }) {
  return (
    <div className={styles['page']}>
      <EmptyState
        heading="h1"
        icon={<WarningIcon />}
        title="The engine stopped and cannot be started again"
        actions={
          <Button variant="primary" onClick={() => void call('window/close', {})}>
            Close this window
          </Button>
        }
      >
        <p>No file was harmed: a thread is replaced only after its copy was proven equal.</p>
        <p>{reason} Close Coldpress and start it again.</p>
      </EmptyState>
    </div>
  );
}
