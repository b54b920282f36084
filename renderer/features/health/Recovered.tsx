import type { RecoveryAction } from '#contract/health';
import { counted, visibleText } from '../../lib/words';
import { Amount } from '../../ui/Amount';
import { CheckIcon } from '../../ui/icons/stock';
import styles from './HealthPage.module.css';
import { actionHead } from './healthWords';
import { Section } from './Section';

const shownAtMost = 100;

/** What recovery did by itself after a crash; nothing where there was nothing to do. */
export function Recovered({ actions }: { readonly actions: readonly RecoveryAction[] }) {
  if (actions.length === 0) return null;
  const more = actions.length - shownAtMost;
  return (
    <Section id="recovered" title="Put right after a crash" end={counted(actions.length, 'file')}>
      <ul>
        {actions.slice(0, shownAtMost).map((action) => (
          <li key={`${action.kind} ${action.path}`} className={styles['finding']}>
            <span className={styles['good']}>
              <CheckIcon />
            </span>
            <div className={styles['words']}>
              <p className={styles['findingTitle']}>{actionHead(action)}</p>
              <p>{action.message}</p>
              <code title={visibleText(action.path)}>{visibleText(action.path)}</code>
            </div>
            <div className={styles['fact']}>
              {action.bytes === 0 ? null : <Amount bytes={action.bytes} />}
              {action.sha256 === null ? null : (
                <code title={action.sha256}>
                  {action.sha256.slice(0, 4)}…{action.sha256.slice(-4)}
                </code>
              )}
            </div>
          </li>
        ))}
      </ul>
      {more > 0 ? <p className={styles['line']}>and {counted(more, 'file')} more; Activity has them all</p> : null}
    </Section>
  );
}
