import type { AppError } from '#contract/errors';
import type { RefObject } from 'react';
import { useAppStore } from '../../store';
import { isFiltered, noFilter } from '../../store/threadsState';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { FilterIcon } from '../../ui/icons/stock';
import { NoThreads } from '../../ui/NoThreads';
import { Note } from '../../ui/Note';
import { SkeletonRows } from '../../ui/Skeleton';
import styles from './ThreadsPage.module.css';
import { ThreadsTable } from './ThreadsTable';

type TableStatesProps = { readonly gridRef: RefObject<HTMLDivElement | null> };

/** The table, or what stands in its place: rows to come, nothing there, nothing that matches, an error. */
export function TableStates({ gridRef }: TableStatesProps) {
  const error = useAppStore((state) => state.threads.error);
  const kind = useTableKind();
  return (
    <>
      {error === null ? null : <LoadError error={error} />}
      {kind === 'rows' ? <ThreadsTable gridRef={gridRef} /> : <div className={styles['state']}>{standIn(kind)}</div>}
    </>
  );
}

type StandIn = 'loading' | 'failed' | 'noMatch' | 'empty';

function useTableKind(): StandIn | 'rows' {
  return useAppStore(({ threads, store }) => {
    if (threads.listing.total > 0) return 'rows';
    if (threads.error !== null) return 'failed';
    const isScanning = store.view?.kind === 'open' && ['never', 'scanning'].includes(store.view.scan.kind);
    if (threads.listing.question === '' || (isScanning && !isFiltered(threads.filter))) return 'loading';
    return isFiltered(threads.filter) ? 'noMatch' : 'empty';
  });
}

function standIn(kind: StandIn) {
  switch (kind) {
    case 'loading':
      return <SkeletonRows count={20} label="Reading the threads" />;
    case 'failed':
      return null;
    case 'noMatch':
      return <NoMatch />;
    case 'empty':
      return <Empty />;
  }
}

function LoadError({ error }: { readonly error: AppError }) {
  const retry = useAppStore((state) => state.retryThreads);
  return (
    <div className={styles['error']}>
      <Note tone="danger" title={error.message} live actions={<Button onClick={retry}>Ask again</Button>}>
        {error.hint}
      </Note>
    </div>
  );
}

function NoMatch() {
  const { text, state, project } = useAppStore(({ threads }) => threads.filter);
  const filterThreads = useAppStore((store) => store.filterThreads);
  const hasMore = state !== null || project !== null;
  const words = text.trim() === '' ? null : `“${text.trim()}”`;
  return (
    <EmptyState
      icon={<FilterIcon />}
      title={words === null ? 'No thread matches this filter' : `No thread matches ${words}`}
      actions={<Button onClick={() => filterThreads(noFilter)}>Clear filter</Button>}
    >
      {words === null ? null : 'Titles, names, projects, folders, branches and ids were looked at. '}
      {hasMore ? 'The filter also asks for a state or a project.' : null}
    </EmptyState>
  );
}

function Empty() {
  const scanAgain = useAppStore((state) => state.scanAgain);
  const view = useAppStore((state) => state.store.view);
  return view?.kind === 'open' ? <NoThreads home={view.home} onScanAgain={() => void scanAgain()} /> : null;
}
