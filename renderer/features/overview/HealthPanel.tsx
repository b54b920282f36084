import { useNow } from '../../lib/useNow';
import { useAppStore } from '../../store';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { CheckIcon, InfoIcon, WarningIcon } from '../../ui/icons/stock';
import styles from './Health.module.css';
import { type HealthLine, healthLines } from './healthLines';
import { Panel } from './Side';

/** What was found and done, how much is proven and when; each line leads to the page that says more. */
export function HealthPanel() {
  const health = useAppStore((state) => state.health.value);
  const error = useAppStore((state) => state.health.error);
  const isChecking = useAppStore((state) => state.health.isChecking || state.health.value?.state === 'checking');
  const { goTo, checkHealth, closeConflict } = useAppStore.getState();
  const now = useNow(60_000);
  const openHealth = () => {
    closeConflict();
    goTo('health');
  };
  return (
    <Panel
      id="health"
      title="Health"
      end={
        <span className={styles['ends']}>
          {isChecking ? 'checking…' : <LinkButton onClick={() => void checkHealth()}>Check now</LinkButton>}
          <LinkButton onClick={openHealth} aria-label="Open Health">
            Open
          </LinkButton>
        </span>
      }
    >
      <ul aria-busy={isChecking}>
        {health === null ? (
          <li className={styles['line']}>
            <span className={styles['note']}>
              <InfoIcon />
            </span>
            <span className={styles['words']}>{error === null ? 'Not looked at yet.' : error.message}</span>
          </li>
        ) : (
          healthLines(health, now).map((line) => <Line key={line.id} line={line} onShow={openHealth} />)
        )}
      </ul>
    </Panel>
  );
}

type LineProps = { readonly line: HealthLine; readonly onShow: () => void };

function Line({ line, onShow }: LineProps) {
  const { tone, words, end, conflictOf } = line;
  const { goTo, openConflict } = useAppStore.getState();
  const handleShow = () => {
    if (conflictOf === undefined) {
      onShow();
      return;
    }
    void openConflict(conflictOf);
    goTo('health');
  };
  return (
    <li className={styles['line']}>
      <span className={cx(styles[tone])}>
        {tone === 'good' ? <CheckIcon /> : tone === 'note' ? <InfoIcon /> : <WarningIcon />}
      </span>
      <span className={styles['words']} title={words}>
        {words}
      </span>
      {end === null ? null : end.kind === 'text' ? (
        <span className={styles['end']}>{end.words}</span>
      ) : (
        <LinkButton aria-label={`${end.words}: ${words}`} onClick={handleShow}>
          {end.words}
        </LinkButton>
      )}
    </li>
  );
}
