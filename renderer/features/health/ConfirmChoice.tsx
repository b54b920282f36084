import { visibleText } from '../../lib/words';
import { useAppStore } from '../../store';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Note } from '../../ui/Note';
import styles from './HealthPage.module.css';
import { confirmationOf } from './healthWords';

/** Before a file is moved: where it goes, what stays, and how it comes back. */
export function ConfirmChoice() {
  const { asked, choiceError, busyId } = useAppStore((state) => state.health);
  const { askChoice, decide } = useAppStore.getState();
  if (asked === null) return null;
  const { finding, choice } = asked;
  const { title, button, lines } = confirmationOf(finding, choice);
  return (
    <Dialog
      open
      onClose={() => askChoice(null)}
      width="narrow"
      title={title}
      description={finding.title}
      actions={
        <Button variant="primary" busy={busyId === finding.findingId} onClick={() => void decide(asked)}>
          {button}
        </Button>
      }
    >
      {choiceError === null ? null : (
        <Note tone="danger" title={choiceError.message} live>
          {choiceError.hint}
        </Note>
      )}
      <div className={styles['sentences']}>
        {lines.map(({ name, words }) => (
          <p key={name}>
            <strong>{name}</strong>
            {words}
          </p>
        ))}
        <code>{visibleText(finding.path)}</code>
      </div>
    </Dialog>
  );
}
