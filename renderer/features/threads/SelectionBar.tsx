import type { SelectionTotals } from '#contract/thread';
import { formatCount } from '../../lib/format';
import { counted } from '../../lib/words';
import { useMediaQuery } from '../../lib/useMediaQuery';
import { useAppStore } from '../../store';
import { isStoreAway } from '../../store/storeSlice';
import { Amount } from '../../ui/Amount';
import { Button, IconButton } from '../../ui/Button';
import { PressIcon, RestoreIcon, VerifyIcon } from '../../ui/icons/product';
import { CloseIcon, CopyIcon, FolderIcon, MoreIcon } from '../../ui/icons/stock';
import { Menu, type MenuItem } from '../../ui/Menu';
import styles from './Foot.module.css';
import { whyNotCompressAny, whyNotRestoreAny, whyNotVerifyAny } from './threadActions';

/** What the selection holds and what can be done with it. Takes the foot's place while anything is selected. */
export function SelectionBar() {
  const selected = useAppStore((state) => state.threads.selected);
  const totals = useAppStore((state) => state.threads.selectionTotals);
  const hidden = useAppStore((state) => state.threads.hiddenSelected);
  const notice = useAppStore((state) => state.threads.notice);
  const isAway = useAppStore(isStoreAway);
  const isNarrow = useMediaQuery('(max-width: 1079px)');
  const isRunning = useAppStore((state) => state.jobs.progress !== null);
  const { openPreview, startJob, clearThreadSelection } = useAppStore.getState();
  const verify = {
    reason: whyNotVerifyAny(totals, { isAway, isRunning }),
    start: () => void startJob({ kind: 'verify', selection: { kind: 'ids', ids: [...selected] } }),
  };
  const preview = (kind: 'compress' | 'restore' | 'recompress') =>
    openPreview({ kind, selection: { kind: 'ids', ids: [...selected] } });
  return (
    <div className={styles['selection']} role="region" aria-label="Selection">
      <p className={styles['sum']}>
        <strong>{counted(selected.size, 'thread')}</strong>
        {hidden === 0 ? null : <span>, {formatCount(hidden)} of them outside this filter</span>}
        {totals === null ? null : <Holds totals={totals} />}
        {notice === null ? null : <span className={styles['notice']}>{notice}</span>}
      </p>
      {isNarrow ? null : (
        <Button icon={<VerifyIcon />} disabledReason={verify.reason} onClick={verify.start}>
          Verify
        </Button>
      )}
      <Button
        icon={<RestoreIcon />}
        disabledReason={whyNotRestoreAny(totals, isAway)}
        onClick={() => preview('restore')}
      >
        Restore…
      </Button>
      <Button
        variant="primary"
        icon={<PressIcon />}
        disabledReason={whyNotCompressAny(totals, isAway)}
        onClick={() => preview('compress')}
      >
        Compress…
      </Button>
      <SelectionMenu
        selected={selected}
        verify={verify}
        again={{ reason: whyNotRestoreAny(totals, isAway), start: () => preview('recompress') }}
      />
      <IconButton label="Clear selection" icon={<CloseIcon />} tooltipSide="top" onClick={clearThreadSelection} />
    </div>
  );
}

function Holds({ totals }: { readonly totals: SelectionTotals }) {
  const { compressible, restorable } = totals;
  return (
    <>
      {' · '}
      <Amount bytes={totals.physicalBytes} /> on disk
      {compressible.threads === 0 ? null : (
        <>
          {' · '}
          {formatCount(compressible.threads)} cold, <Amount bytes={compressible.physicalBytes} />
        </>
      )}
      {restorable.threads === 0 ? null : (
        <>
          {' · '}
          {formatCount(restorable.threads)} compressed, <Amount bytes={restorable.physicalBytes} />
        </>
      )}
    </>
  );
}

/** An action on the whole selection, or why it cannot be done now. */
type Choice = { readonly reason: string | null; readonly start: () => void };

type SelectionMenuProps = {
  readonly selected: ReadonlySet<string>;
  readonly verify: Choice;
  readonly again: Choice;
};

function SelectionMenu({ selected, verify, again }: SelectionMenuProps) {
  const { revealThread, copyResumeCommand, clearThreadSelection } = useAppStore.getState();
  const [only] = selected;
  const disabledReason = selected.size === 1 ? null : 'One thread at a time.';
  const items: readonly MenuItem[] = [
    {
      kind: 'item',
      id: 'verify',
      label: 'Verify',
      icon: <VerifyIcon />,
      disabledReason: verify.reason,
      onSelect: verify.start,
    },
    {
      kind: 'item',
      id: 'again',
      label: 'Press again…',
      icon: <PressIcon />,
      disabledReason: again.reason,
      onSelect: again.start,
    },
    { kind: 'separator', id: 'actions' },
    {
      kind: 'item',
      id: 'reveal',
      label: 'Reveal in folder',
      icon: <FolderIcon />,
      disabledReason,
      onSelect: () => (only === undefined ? undefined : void revealThread(only)),
    },
    {
      kind: 'item',
      id: 'copy',
      label: 'Copy resume command',
      icon: <CopyIcon />,
      disabledReason,
      onSelect: () => (only === undefined ? undefined : void copyResumeCommand(only)),
    },
    { kind: 'separator', id: 'line' },
    { kind: 'item', id: 'clear', label: 'Clear selection', icon: <CloseIcon />, onSelect: clearThreadSelection },
  ];
  return (
    <Menu
      align="end"
      items={items}
      trigger={<IconButton label="More actions" icon={<MoreIcon />} tooltipSide="top" />}
    />
  );
}
