import type { Conflict } from '#contract/health';
import { useAppStore } from '../../store';
import type { OpenConflict } from '../../store/healthSlice';
import { Button } from '../../ui/Button';
import { Note } from '../../ui/Note';
import { SkeletonRows } from '../../ui/Skeleton';
import { ConflictActions } from './ConflictActions';
import { ConflictBars } from './ConflictBars';
import { ConflictTable } from './ConflictTable';
import { Crumbs } from './Crumbs';
import { Findings } from './Findings';
import { HealthNotes } from './HealthNotes';
import styles from './HealthPage.module.css';
import { conflictTitle } from './healthWords';

/** Both versions of one thread side by side, what differs, and a safe choice. */
export function ConflictView({ open }: { readonly open: OpenConflict }) {
  const findings = useAppStore((state) => state.health.value?.findings ?? null);
  const openConflict = useAppStore((state) => state.openConflict);
  const finding = findings?.find(({ threadId }) => threadId === open.threadId) ?? null;
  const others = findings?.filter((each) => each !== finding) ?? [];
  const { conflict, error } = open;
  return (
    <>
      <Crumbs />
      <header className={styles['head']}>
        <h1>{conflictTitle(conflict)}</h1>
      </header>
      <HealthNotes />
      {error === null ? null : (
        <div className={styles['notes']}>
          <Note
            tone="danger"
            title={error.message}
            live
            actions={<Button onClick={() => void openConflict(open.threadId)}>Read again</Button>}
          >
            {error.hint}
          </Note>
        </div>
      )}
      {conflict === null && error === null ? <SkeletonRows count={8} label="Reading both versions completely" /> : null}
      {conflict === null ? null : <Versions conflict={conflict} />}
      {conflict === null || finding === null ? null : <ConflictActions finding={finding} />}
      {others.length === 0 ? null : <Findings title="Other findings" findings={others} />}
    </>
  );
}

function Versions({ conflict }: { readonly conflict: Conflict }) {
  const { threadId, title, project, message, damage } = conflict;
  return (
    <>
      <div className={styles['notes']}>
        <Note tone="caution" title="Coldpress has not touched either copy, and will not.">
          {message}
          {damage === null ? null : ` ${damage}`}
        </Note>
      </div>
      <section aria-labelledby="versions">
        <header className={styles['versionsHead']}>
          <h2 id="versions">{title}</h2>
          <span>
            {project === '' ? '' : `${project} · `}
            {threadId.slice(0, 8)}…{threadId.slice(-4)}
          </span>
        </header>
        <ConflictBars conflict={conflict} />
        <ConflictTable conflict={conflict} />
      </section>
    </>
  );
}
