import type { HealthChoice, HealthFinding } from '#contract/health';
import { useAppStore } from '../../store';
import { isStoreAway } from '../../store/storeSlice';
import { Button } from '../../ui/Button';
import { ChevronDownIcon } from '../../ui/icons/stock';
import { Menu } from '../../ui/Menu';
import styles from './Conflict.module.css';
import { choiceLabel } from './healthWords';

/** Set one aside, or keep both and hear no more of it. There is no way to delete one. */
export function ConflictActions({ finding }: { readonly finding: HealthFinding }) {
  const isAway = useAppStore(isStoreAway);
  const busyId = useAppStore((state) => state.health.busyId);
  const { askChoice, decide } = useAppStore.getState();
  const choices = finding.choices.filter((choice): choice is HealthChoice => choice.startsWith('set_aside'));
  const away = isAway ? 'The store is not connected.' : null;
  return (
    <div className={styles['actions']}>
      {choices.length === 0 ? null : (
        <Menu
          items={choices.map((choice) => ({
            kind: 'item',
            id: choice,
            label: choiceLabel(finding, choice),
            disabledReason: away,
            onSelect: () => askChoice({ finding, choice }),
          }))}
          trigger={
            <Button>
              Set one aside
              <span className={styles['chevron']}>
                <ChevronDownIcon />
              </span>
            </Button>
          }
        />
      )}
      <span className={styles['grow']} />
      {finding.choices.includes('keep_both') ? (
        <Button
          variant="quiet"
          busy={busyId === finding.findingId}
          onClick={() => void decide({ finding, choice: 'keep_both' })}
        >
          Keep both and stop reminding me
        </Button>
      ) : null}
    </div>
  );
}
