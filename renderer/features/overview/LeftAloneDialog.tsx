import type { ProblemFile } from '#contract/store';
import { counted, visibleText } from '../../lib/words';
import { useAppStore } from '../../store';
import { Amount } from '../../ui/Amount';
import { Dialog } from '../../ui/Dialog';
import styles from './LeftAloneDialog.module.css';

const noFiles: readonly ProblemFile[] = [];

/** Every file that Coldpress does not touch because it is not understood, with the reason. */
export function LeftAloneDialog() {
  const open = useAppStore((state) => state.ui.overlay === 'leftAlone');
  const total = useAppStore((state) => state.usage.problems?.total ?? 0);
  const files = useAppStore((state) => state.usage.problems?.files ?? noFiles);
  const showOverlay = useAppStore((state) => state.showOverlay);
  return (
    <Dialog
      open={open}
      onClose={() => showOverlay(null)}
      cancelLabel="Close"
      title={`Left alone: ${counted(total, 'file')}`}
      description="Coldpress does not change, move or delete any of these."
      choice={files.length < total ? `The first ${files.length} are shown.` : undefined}
    >
      <ul className={styles['list']} aria-label="Files left alone">
        {files.map(({ path, reason, physicalBytes }) => (
          <li key={path} className={styles['file']}>
            <code>{visibleText(path)}</code>
            <Amount bytes={physicalBytes} dashForZero />
            <span className={styles['reason']}>{reason}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
