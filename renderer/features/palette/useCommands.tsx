import type { ReactNode } from 'react';
import { chord } from '../../lib/platform';
import { counted } from '../../lib/words';
import { type AppState, useAppStore } from '../../store';
import { isStoreAway } from '../../store/storeSlice';
import { noFilter } from '../../store/threadsState';
import { ActivityIcon, OverviewIcon, PressIcon, ThreadsIcon, VerifyIcon } from '../../ui/icons/product';
import { CheckIcon, DemoIcon, FolderIcon, HelpIcon, InfoIcon, RescanIcon } from '../../ui/icons/stock';

export type Command = {
  readonly id: string;
  readonly group: 'Actions' | 'Go to' | 'Another store';
  readonly label: string;
  readonly icon: ReactNode;
  readonly keyHint?: string;
  readonly run: () => void;
};

/** What the palette can do now; what cannot be done now is not in it. */
export function useCommands(): readonly Command[] {
  const isOpen = useAppStore((state) => state.store.view?.kind === 'open');
  const isAway = useAppStore(isStoreAway);
  const isDemo = useAppStore(({ store: { view } }) => view?.kind === 'open' && view.source === 'demo');
  const jobRuns = useAppStore((state) => state.jobs.progress !== null);
  const cold = useAppStore((state) => state.usage.value?.byState.cold.threads ?? 0);
  const compressed = useAppStore((state) => state.usage.value?.byState.compressed.threads ?? 0);
  const problems = useAppStore((state) => state.usage.value?.problemCount ?? 0);
  const state = useAppStore.getState();
  return [
    ...(isOpen && !isAway && cold > 0 && !jobRuns ? [compressCommand(state, cold)] : []),
    ...(isOpen && !isAway && compressed > 0 && !jobRuns ? provingCommands(state, compressed) : []),
    ...(isOpen && !isAway ? [checkCommand(state)] : []),
    ...(isOpen ? [scanCommand(state)] : []),
    ...(jobRuns ? [] : storeCommands(state, isDemo)),
    ...pageCommands(state, isOpen),
    ...(isOpen && problems > 0 ? [leftAloneCommand(state)] : []),
    {
      id: 'help',
      group: 'Go to',
      label: 'Keys',
      icon: <HelpIcon />,
      keyHint: '?',
      run: () => state.showOverlay('help'),
    },
  ];
}

function compressCommand(state: AppState, cold: number): Command {
  return {
    id: 'compress',
    group: 'Actions',
    label: `Compress ${counted(cold, 'cold thread')}…`,
    icon: <PressIcon />,
    ...(state.ui.page === 'overview' ? { keyHint: chord('⏎') } : {}),
    run: () => state.openPreview({ kind: 'compress', selection: { kind: 'cold' } }),
  };
}

function provingCommands(state: AppState, compressed: number): readonly Command[] {
  return [
    {
      id: 'verify',
      group: 'Actions',
      label:
        compressed === 1 ? 'Verify the compressed thread' : `Verify all ${counted(compressed, 'compressed thread')}`,
      icon: <VerifyIcon />,
      run: () => void state.startJob({ kind: 'verify', selection: { kind: 'compressed' } }),
    },
    {
      id: 'recompress',
      group: 'Actions',
      label: 'Press again what another tool compressed…',
      icon: <PressIcon />,
      run: () => state.openPreview({ kind: 'recompress', selection: { kind: 'compressed' } }),
    },
  ];
}

function checkCommand(state: AppState): Command {
  return {
    id: 'check',
    group: 'Actions',
    label: 'Check health',
    icon: <CheckIcon />,
    run: () => {
      state.closeConflict();
      state.goTo('health');
      void state.checkHealth();
    },
  };
}

function scanCommand(state: AppState): Command {
  return {
    id: 'scan',
    group: 'Actions',
    label: 'Scan again',
    icon: <RescanIcon />,
    keyHint: chord('R'),
    run: () => void state.scanAgain(),
  };
}

function storeCommands(state: AppState, isDemo: boolean): readonly Command[] {
  const commands: readonly Command[] = [
    {
      id: 'choose',
      group: 'Another store',
      label: 'Choose another folder…',
      icon: <FolderIcon />,
      run: () => void state.chooseStore(),
    },
    {
      id: 'demo',
      group: 'Another store',
      label: 'Open the demo store',
      icon: <DemoIcon />,
      run: () => void state.openDemoStore(),
    },
  ];
  return commands.filter(({ id }) => id !== 'demo' || !isDemo);
}

function pageCommands(state: AppState, isOpen: boolean): readonly Command[] {
  const only = (kind: 'cold' | 'compressed', word: string): Command => ({
    id: `threads-${kind}`,
    group: 'Go to',
    label: `Threads, ${word} only`,
    icon: <ThreadsIcon />,
    run: () => {
      state.filterThreads({ ...noFilter, state: kind });
      state.goTo('threads');
    },
  });
  return [
    {
      id: 'overview',
      group: 'Go to',
      label: 'Overview',
      icon: <OverviewIcon />,
      keyHint: chord('1'),
      run: () => state.goTo('overview'),
    },
    {
      id: 'threads',
      group: 'Go to',
      label: 'Threads',
      icon: <ThreadsIcon />,
      keyHint: chord('2'),
      run: () => state.goTo('threads'),
    },
    {
      id: 'activity',
      group: 'Go to',
      label: 'Activity',
      icon: <ActivityIcon />,
      keyHint: chord('5'),
      run: () => state.goTo('activity'),
    },
    ...(isOpen ? [healthCommand(state), only('cold', 'cold'), only('compressed', 'compressed')] : []),
  ];
}

function healthCommand(state: AppState): Command {
  return {
    id: 'health',
    group: 'Go to',
    label: 'Health',
    icon: <VerifyIcon />,
    run: () => {
      state.closeConflict();
      state.goTo('health');
    },
  };
}

function leftAloneCommand(state: AppState): Command {
  return {
    id: 'left-alone',
    group: 'Go to',
    label: 'Files left alone',
    icon: <InfoIcon />,
    run: () => state.showOverlay('leftAlone'),
  };
}
