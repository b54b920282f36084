import type { HealthChoice, HealthFinding } from '#contract/health';
import type { ReactNode } from 'react';
import { counted, visibleText } from '../../lib/words';
import { useAppStore } from '../../store';
import { Amount } from '../../ui/Amount';
import { Button } from '../../ui/Button';
import { CheckIcon, InfoIcon, WarningIcon } from '../../ui/icons/stock';
import styles from './HealthPage.module.css';
import { bySeverity, choiceLabel } from './healthWords';
import { Section } from './Section';

type FindingsProps = {
  readonly findings: readonly HealthFinding[];
  /** Whether the store has been looked at, so that nothing found means that there is nothing. */
  readonly isComplete?: boolean;
  readonly title?: string;
};

/** What there is to know or to decide, the worst first, each with its choices. */
export function Findings({ findings, isComplete = true, title = 'Found' }: FindingsProps) {
  return (
    <Section id="findings" title={title} end={findings.length === 0 ? null : counted(findings.length, 'finding')}>
      {findings.length === 0 ? (
        <p className={isComplete ? styles['calm'] : styles['line']}>
          {isComplete ? <CheckIcon /> : <InfoIcon />}
          {isComplete
            ? 'Nothing to decide. Every thread has one whole copy.'
            : 'What a crash may have left has not been looked at yet.'}
        </p>
      ) : (
        <ul>
          {bySeverity(findings).map((finding) => (
            <Finding key={finding.findingId} finding={finding} />
          ))}
        </ul>
      )}
    </Section>
  );
}

const icons: Readonly<Record<HealthFinding['severity'], ReactNode>> = {
  danger: <WarningIcon />,
  caution: <WarningIcon />,
  note: <InfoIcon />,
};

function Finding({ finding }: { readonly finding: HealthFinding }) {
  const { severity, title, project, message, hint, path, physicalBytes } = finding;
  return (
    <li className={styles['finding']}>
      <span className={styles[severity]}>{icons[severity]}</span>
      <div className={styles['words']}>
        <p className={styles['findingTitle']}>
          {title}
          {project === null || project === '' ? null : <span className={styles['quiet']}> · {project}</span>}
          {physicalBytes === 0 ? null : (
            <span className={styles['quiet']}>
              {' · '}
              <Amount bytes={physicalBytes} />
            </span>
          )}
        </p>
        <p>
          {message} {hint}
        </p>
        <code title={visibleText(path)}>{visibleText(path)}</code>
      </div>
      <div className={styles['choices']}>
        {shownChoices(finding).map((choice) => (
          <Choice key={choice} finding={finding} choice={choice} />
        ))}
      </div>
    </li>
  );
}

/** Where both versions can be compared, one is chosen there, with both in sight. */
function shownChoices({ choices }: HealthFinding): readonly HealthChoice[] {
  return choices.includes('compare') ? choices.filter((choice) => !choice.startsWith('set_aside')) : choices;
}

type ChoiceProps = { readonly finding: HealthFinding; readonly choice: HealthChoice };

function Choice({ finding, choice }: ChoiceProps) {
  const isBusy = useAppStore((state) => state.health.busyId === finding.findingId && state.health.asked === null);
  const { openConflict, askChoice, decide } = useAppStore.getState();
  const handleClick = () => {
    if (choice === 'compare') {
      if (finding.threadId !== null) void openConflict(finding.threadId);
    } else if (choice === 'keep_both') void decide({ finding, choice });
    else askChoice({ finding, choice });
  };
  return (
    <Button
      variant={choice === 'keep_both' ? 'quiet' : 'outlined'}
      busy={choice === 'keep_both' && isBusy}
      aria-label={`${choiceLabel(finding, choice)} ${finding.title}`}
      onClick={handleClick}
    >
      {choiceLabel(finding, choice)}
    </Button>
  );
}
