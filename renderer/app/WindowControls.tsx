import type { ReactNode } from 'react';
import { call } from '../api';
import { useAppStore } from '../store';
import { CloseWindowIcon, MaximizeIcon, MinimizeIcon, UnmaximizeIcon } from '../ui/icons/product';
import styles from './TitleBar.module.css';

/** The frame's buttons, drawn by us on Linux and Windows. */
export function WindowControls() {
  const maximized = useAppStore((state) => state.ui.maximized);
  return (
    <div className={styles['controls']}>
      <Control label="Minimize" icon={<MinimizeIcon />} onClick={() => void call('window/minimize', {})} />
      <Control
        label={maximized ? 'Leave full size' : 'Maximize'}
        icon={maximized ? <UnmaximizeIcon /> : <MaximizeIcon />}
        onClick={() => void call('window/toggleMaximize', {})}
      />
      <Control label="Close" icon={<CloseWindowIcon />} onClick={() => void call('window/close', {})} />
    </div>
  );
}

type ControlProps = { readonly label: string; readonly icon: ReactNode; readonly onClick: () => void };

/** Out of the tab order, as on every desktop: the system's own keys do the same. */
function Control({ label, icon, onClick }: ControlProps) {
  return (
    <button
      type="button"
      className={styles['control']}
      aria-label={label}
      title={label}
      tabIndex={-1}
      onClick={onClick}
    >
      {icon}
    </button>
  );
}
