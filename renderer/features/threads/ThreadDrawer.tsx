import type { ThreadDetails, ThreadRow } from '#contract/thread';
import { useState } from 'react';
import { useAppStore } from '../../store';
import { isStoreAway } from '../../store/storeSlice';
import type { OpenThread } from '../../store/threadsState';
import { Button, IconButton } from '../../ui/Button';
import { Drawer } from '../../ui/Drawer';
import { PressIcon, RestoreIcon, VerifyIcon } from '../../ui/icons/product';
import { ChevronDownIcon, ChevronUpIcon, CopyIcon, FolderIcon, MoreIcon } from '../../ui/icons/stock';
import { Menu } from '../../ui/Menu';
import { Note } from '../../ui/Note';
import { SkeletonRows } from '../../ui/Skeleton';
import { StateChip } from '../../ui/StateChip';
import { TabContent, TabList, Tabs } from '../../ui/Tabs';
import { Receipts } from './Receipts';
import styles from './ThreadDrawer.module.css';
import { whyNotCompress, whyNotRestore, whyNotVerify } from './threadActions';
import { ThreadFacts } from './ThreadFacts';

type ThreadDrawerProps = { readonly open: OpenThread; readonly docked: boolean; readonly onClose: () => void };

const tabs = [
  { id: 'summary', word: 'Summary' },
  { id: 'receipts', word: 'Receipts' },
] as const;
type Tab = (typeof tabs)[number]['id'];

/** The record of one thread: its facts, its receipts, and what can be done with it. It follows the table's current row. */
export function ThreadDrawer({ open, docked, onClose }: ThreadDrawerProps) {
  const stepThread = useAppStore((state) => state.stepThread);
  const [tab, setTab] = useState<Tab>('summary');
  const known = open.details ?? open.row;
  return (
    <Tabs value={tab} onChange={setTab} tabs={tabs}>
      <Drawer
        title={known?.title ?? 'Thread'}
        subtitle={known === null ? undefined : <Subtitle thread={known} />}
        tabs={<TabList label="Record" tabs={tabs} />}
        tools={
          <>
            <MoreMenu id={open.id} thread={known} />
            <IconButton label="Previous thread, key [" icon={<ChevronUpIcon />} onClick={() => stepThread(-1)} />
            <IconButton label="Next thread, key ]" icon={<ChevronDownIcon />} onClick={() => stepThread(1)} />
          </>
        }
        footer={known === null ? undefined : <Actions thread={known} />}
        docked={docked}
        onClose={onClose}
      >
        <TabContent id="summary">
          <Content open={open} />
        </TabContent>
        <TabContent id="receipts">
          <Receipts threadId={open.id} details={open.details} />
        </TabContent>
      </Drawer>
    </Tabs>
  );
}

function Content({ open }: { readonly open: OpenThread }) {
  if (open.details !== null) return <Record details={open.details} error={open.error?.message ?? null} />;
  if (open.error !== null) {
    return (
      <Note tone="danger" title={open.error.message} live>
        {open.error.hint}
      </Note>
    );
  }
  return <SkeletonRows count={8} label="Reading the record" />;
}

function Record({ details, error }: { readonly details: ThreadDetails; readonly error: string | null }) {
  return (
    <>
      {error === null ? null : <Note tone="caution" title={error} />}
      {details.problem === null ? null : (
        <Note tone="caution" title="Left alone">
          {details.problem}
        </Note>
      )}
      <ThreadFacts details={details} />
    </>
  );
}

function Subtitle({ thread }: { readonly thread: ThreadRow }) {
  return (
    <span className={styles['subtitle']}>
      <StateChip state={thread.state} archived={thread.archived} />
      <span className={styles['project']}>{thread.project}</span>
    </span>
  );
}

type MoreMenuProps = { readonly id: string; readonly thread: ThreadRow | null };

/** What is needed less often. */
function MoreMenu({ id, thread }: MoreMenuProps) {
  const isAway = useAppStore(isStoreAway);
  const { openPreview, revealThread } = useAppStore.getState();
  return (
    <Menu
      align="end"
      trigger={<IconButton label="More actions" icon={<MoreIcon />} />}
      items={[
        {
          kind: 'item',
          id: 'reveal',
          label: 'Reveal in folder',
          icon: <FolderIcon />,
          onSelect: () => void revealThread(id),
        },
        {
          kind: 'item',
          id: 'again',
          label: 'Press again…',
          icon: <PressIcon />,
          disabledReason: thread === null ? 'It is being read.' : whyNotRestore(thread, isAway),
          onSelect: () => openPreview({ kind: 'recompress', selection: { kind: 'ids', ids: [id] } }),
        },
      ]}
    />
  );
}

function Actions({ thread }: { readonly thread: ThreadRow }) {
  const isAway = useAppStore(isStoreAway);
  const isRunning = useAppStore((state) => state.jobs.progress !== null);
  const { openPreview, startJob, copyResumeCommand } = useAppStore.getState();
  const preview = (kind: 'compress' | 'restore') => openPreview({ kind, selection: { kind: 'ids', ids: [thread.id] } });
  return (
    <>
      {thread.representation === 'compressed' ? (
        <>
          <Button
            icon={<RestoreIcon />}
            disabledReason={whyNotRestore(thread, isAway)}
            onClick={() => preview('restore')}
          >
            Restore…
          </Button>
          <Button
            icon={<VerifyIcon />}
            disabledReason={whyNotVerify(thread, { isAway, isRunning })}
            onClick={() => void startJob({ kind: 'verify', selection: { kind: 'ids', ids: [thread.id] } })}
          >
            Verify
          </Button>
        </>
      ) : (
        <Button
          icon={<PressIcon />}
          disabledReason={whyNotCompress(thread, isAway)}
          onClick={() => preview('compress')}
        >
          Compress…
        </Button>
      )}
      <span className={styles['quietActions']}>
        <Button variant="quiet" icon={<CopyIcon />} onClick={() => void copyResumeCommand(thread.id)}>
          Copy resume command
        </Button>
      </span>
    </>
  );
}
