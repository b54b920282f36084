import { isMac, chord } from '../lib/platform';
import { useAppStore } from '../store';
import { cx } from '../ui/cx';
import { Mark } from '../ui/icons/product';
import { SearchIcon } from '../ui/icons/stock';
import { Key } from '../ui/Key';
import { StoreMenu } from './StoreMenu';
import styles from './TitleBar.module.css';
import { WindowControls } from './WindowControls';

/** The bar that drags the window: brand over the rail, then the store, the palette and the window's own controls. */
export function TitleBar() {
  const showOverlay = useAppStore((state) => state.showOverlay);
  const focused = useAppStore((state) => state.ui.focused);
  return (
    <header className={styles['bar']} data-region="titlebar">
      <span className={cx(styles['brand'], isMac && styles['mac'], !focused && styles['unfocused'])}>
        <Mark size={16} />
        <span className={styles['name']}>Coldpress</span>
      </span>
      <StoreMenu />
      <button
        type="button"
        className={styles['palette']}
        aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
        onClick={() => showOverlay('palette')}
      >
        <SearchIcon />
        <span className={styles['words']}>Search or run a command</span>
        <Key>{chord('K')}</Key>
      </button>
      {isMac ? null : <WindowControls />}
    </header>
  );
}
