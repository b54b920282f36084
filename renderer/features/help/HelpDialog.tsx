import { useAppStore } from '../../store';
import { Dialog } from '../../ui/Dialog';
import { Key } from '../../ui/Key';
import styles from './HelpDialog.module.css';
import { type KeyGroup, keyColumns } from './keys';

/** The list of keys. */
export function HelpDialog() {
  const open = useAppStore((state) => state.ui.overlay === 'help');
  const version = useAppStore((state) => state.ui.version);
  const showOverlay = useAppStore((state) => state.showOverlay);
  return (
    <Dialog
      open={open}
      onClose={() => showOverlay(null)}
      title="Keys"
      cancelLabel="Close"
      choice={version === '' ? undefined : `Coldpress ${version}`}
    >
      <div className={styles['columns']}>
        {keyColumns.map((groups, index) => (
          <div key={index}>
            {groups.map((group) => (
              <Group key={group.title} group={group} />
            ))}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function Group({ group: { title, lines } }: { readonly group: KeyGroup }) {
  return (
    <section className={styles['group']}>
      <h3>{title}</h3>
      <dl>
        {lines.map(({ keys, does }) => (
          <div key={does} className={styles['line']}>
            <dt>
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
