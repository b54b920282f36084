import { useEffect } from 'react';
import { useNow } from '../../lib/useNow';
import { useAppStore } from '../../store';
import { isStoreAway } from '../../store/storeSlice';
import { Button } from '../../ui/Button';
import { RescanIcon } from '../../ui/icons/stock';
import { SkeletonRows } from '../../ui/Skeleton';
import { Asides } from './Asides';
import { CodexVersions } from './CodexVersions';
import { ConfirmChoice } from './ConfirmChoice';
import { ConflictView } from './ConflictView';
import { Crumbs } from './Crumbs';
import { Findings } from './Findings';
import { HealthNotes } from './HealthNotes';
import styles from './HealthPage.module.css';
import { checkedWords } from './healthWords';
import { Proofs } from './Proofs';
import { Recovered } from './Recovered';

/** What was found in the store, what was done about it, what there is to decide; or one conflict, side by side. */
export function HealthPage() {
  const conflict = useAppStore((state) => state.health.conflict);
  const { refreshHealth, loadAsides } = useAppStore.getState();
  useEffect(() => {
    refreshHealth();
    void loadAsides();
  }, [refreshHealth, loadAsides]);
  useEscape();
  return (
    <div className={styles['page']}>
      <div className={styles['column']}>
        {conflict === null ? <HealthView /> : <ConflictView open={conflict} />}
        <ConfirmChoice />
      </div>
    </div>
  );
}

/** Esc goes up: from a conflict to Health, from Health to the overview. */
function useEscape(): void {
  useEffect(() => {
    const handleKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
      const { health, closeConflict, goTo } = useAppStore.getState();
      event.preventDefault();
      if (health.conflict === null) goTo('overview');
      else closeConflict();
    };
    window.addEventListener('keydown', handleKeyDown);
    return () => window.removeEventListener('keydown', handleKeyDown);
  }, []);
}

function HealthView() {
  const { value, error, isChecking } = useAppStore((state) => state.health);
  const now = useNow(30_000);
  return (
    <>
      <Crumbs />
      <header className={styles['head']}>
        <h1>Health</h1>
        <span className={styles['checked']}>{value === null ? '' : checkedWords(value, now)}</span>
        <CheckButton isBusy={isChecking || value?.state === 'checking'} />
      </header>
      <HealthNotes />
      {value === null ? (
        error === null ? (
          <SkeletonRows count={10} label="Looking at the store" />
        ) : null
      ) : (
        <>
          <Findings findings={value.findings} isComplete={value.state === 'done'} />
          <Recovered actions={value.actions} />
          <Proofs health={value} />
          <Asides />
          {value.codex === null ? null : <CodexVersions codex={value.codex} />}
        </>
      )}
    </>
  );
}

function CheckButton({ isBusy }: { readonly isBusy: boolean }) {
  const checkHealth = useAppStore((state) => state.checkHealth);
  const isAway = useAppStore(isStoreAway);
  return (
    <Button
      icon={<RescanIcon />}
      busy={isBusy}
      disabledReason={isAway ? 'The store is not connected.' : null}
      onClick={() => void checkHealth()}
    >
      Check now
    </Button>
  );
}
