import type { CodexGate } from '#contract/health';
import { CheckIcon, InfoIcon, WarningIcon } from '../../ui/icons/stock';
import styles from './HealthPage.module.css';
import { Section } from './Section';

const icons = {
  everything: <CheckIcon />,
  no_fork_bases: <InfoIcon />,
  leases_only: <InfoIcon />,
  refused: <WarningIcon />,
} as const;
const tones = { everything: 'good', no_fork_bases: 'note', leases_only: 'note', refused: 'caution' } as const;

/** Which Codex versions use this store, and what may be compressed because of the lowest of them. */
export function CodexVersions({ codex }: { readonly codex: CodexGate }) {
  const { rule, lowest, found, message } = codex;
  return (
    <Section id="codex" title="Codex versions" end={lowest === null ? null : `${lowest} rules`}>
      <div className={styles['finding']}>
        <span className={styles[tones[rule]]}>{icons[rule]}</span>
        <div className={styles['words']}>
          <p className={styles['findingTitle']}>{message}</p>
          <ul className={styles['versions']}>
            {found.map(({ version, source, path }) => (
              <li key={`${version} ${source} ${path ?? ''}`}>
                <span>{version}</span>
                <span>{source}</span>
                {path === null ? null : <code title={path}>{path}</code>}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Section>
  );
}
