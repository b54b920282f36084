import type { ThreadRow } from '#contract/thread';
import { Command as Cmdk } from 'cmdk';
import { Dialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { formatAgo } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { useAppStore } from '../../store';
import { noFilter } from '../../store/threadsState';
import { Hidden } from '../../ui/Hidden';
import { ThreadsIcon } from '../../ui/icons/product';
import { SearchIcon } from '../../ui/icons/stock';
import { Key } from '../../ui/Key';
import { rememberOrigin, returnToOrigin } from '../../ui/returnFocus';
import { matches } from './matching';
import styles from './Palette.module.css';
import { type Command, useCommands } from './useCommands';
import { useThreadHits } from './useThreadHits';

/** Search or run a command: actions, places and threads in one list. */
export function Palette() {
  const open = useAppStore((state) => state.ui.overlay === 'palette');
  const showOverlay = useAppStore((state) => state.showOverlay);
  const close = () => showOverlay(null);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => showOverlay(next ? 'palette' : null)}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles['scrim']} />
        <Dialog.Content
          className={styles['palette']}
          aria-describedby={undefined}
          onOpenAutoFocus={rememberOrigin}
          onCloseAutoFocus={returnToOrigin}
        >
          <Hidden>
            <Dialog.Title>Search or run a command</Dialog.Title>
          </Hidden>
          <PaletteList onDone={close} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList({ onDone }: { readonly onDone: () => void }) {
  const [query, setQuery] = useState('');
  const commands = useCommands().filter(({ label }) => matches(label, query));
  const isOpen = useAppStore((state) => state.store.view?.kind === 'open');
  const { threads, isPending } = useThreadHits(isOpen ? query : '');
  const isEmpty = !isPending && commands.length === 0 && threads.length === 0;
  return (
    <Cmdk className={styles['command']} label="Search or run a command" shouldFilter={false} loop>
      <div className={styles['search']}>
        <SearchIcon />
        <Cmdk.Input value={query} onValueChange={setQuery} placeholder="Search or run a command" />
        <Key>Esc</Key>
      </div>
      <Cmdk.List className={styles['list']} label="Commands and threads">
        <CommandGroup name="Actions" commands={commands} onDone={onDone} />
        <CommandGroup name="Go to" commands={commands} onDone={onDone} />
        <ThreadGroup threads={threads} onDone={onDone} />
        {/* Last, and never before the threads: Enter on half a title must not open another store. */}
        {isPending ? null : <CommandGroup name="Another store" commands={commands} onDone={onDone} />}
      </Cmdk.List>
      <div role="status">
        {isEmpty ? <p className={styles['none']}>No command and no thread says “{query.trim()}”.</p> : null}
      </div>
    </Cmdk>
  );
}

type GroupProps = {
  readonly name: Command['group'];
  readonly commands: readonly Command[];
  readonly onDone: () => void;
};

function CommandGroup({ name, commands, onDone }: GroupProps) {
  const shown = commands.filter(({ group }) => group === name);
  if (shown.length === 0) return null;
  return (
    <Cmdk.Group heading={name}>
      {shown.map(({ id, label, icon, keyHint, run }) => (
        <Item
          key={id}
          id={id}
          label={label}
          icon={icon}
          end={keyHint === undefined ? null : <Key>{keyHint}</Key>}
          onSelect={() => {
            onDone();
            run();
          }}
        />
      ))}
    </Cmdk.Group>
  );
}

type ThreadGroupProps = { readonly threads: readonly ThreadRow[]; readonly onDone: () => void };

function ThreadGroup({ threads, onDone }: ThreadGroupProps) {
  const now = useNow(60_000);
  const { goTo, filterThreads, openThread } = useAppStore.getState();
  if (threads.length === 0) return null;
  return (
    <Cmdk.Group heading="Threads">
      {threads.map(({ id, title, project, updatedAtMs }) => (
        <Item
          key={id}
          id={id}
          label={title}
          icon={<ThreadsIcon />}
          end={<span className={styles['end']}>{`${project} · ${formatAgo(updatedAtMs, now)}`}</span>}
          onSelect={() => {
            onDone();
            filterThreads(noFilter);
            goTo('threads');
            openThread(id);
          }}
        />
      ))}
    </Cmdk.Group>
  );
}

type ItemProps = {
  readonly id: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly end: ReactNode;
  readonly onSelect: () => void;
};

function Item({ id, label, icon, end, onSelect }: ItemProps) {
  return (
    <Cmdk.Item value={id} className={styles['item']} onSelect={onSelect}>
      {icon}
      <span className={styles['label']}>{label}</span>
      {end}
    </Cmdk.Item>
  );
}
