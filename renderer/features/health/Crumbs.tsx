import { useAppStore } from '../../store';
import { LinkButton } from '../../ui/Button';
import styles from './HealthPage.module.css';

/** The way up: Overview / Health, and on a conflict Health leads up too. */
export function Crumbs() {
  const isConflict = useAppStore((state) => state.health.conflict !== null);
  const { goTo, closeConflict } = useAppStore.getState();
  return (
    <nav className={styles['crumbs']} aria-label="Where this is">
      <LinkButton onClick={() => goTo('overview')}>Overview</LinkButton>
      <span aria-hidden="true">/</span>
      {isConflict ? <LinkButton onClick={closeConflict}>Health</LinkButton> : <span aria-current="page">Health</span>}
    </nav>
  );
}
