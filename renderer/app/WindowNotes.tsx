import { useAppStore } from '../store';
import { Button } from '../ui/Button';
import { Note } from '../ui/Note';
import { PathText } from '../ui/PathText';

/** What concerns the whole window and must not wait: the engine starts again, a store could not be opened. */
export function WindowNotes() {
  const { view, error, engine } = useAppStore((state) => state.store);
  const dismiss = useAppStore((state) => state.dismissStoreError);
  return (
    <>
      {engine.kind === 'restarting' ? (
        <Note tone="caution" live title="The engine stopped and is starting again.">
          No file was harmed: a thread is replaced only after its copy was proven equal. {engine.reason}
        </Note>
      ) : null}
      {error !== null && view !== null && engine.kind === 'running' ? (
        <Note
          tone="danger"
          live
          title={error.message}
          actions={
            <Button variant="quiet" onClick={dismiss}>
              Dismiss
            </Button>
          }
        >
          {error.hint}
        </Note>
      ) : null}
      <StoreAway />
    </>
  );
}

/** Threads and the record stay on show without their store; the overview says the same with a page of its own. */
function StoreAway() {
  const { view, busy } = useAppStore((state) => state.store);
  const page = useAppStore((state) => state.ui.page);
  const lookAgain = useAppStore((state) => state.lookAgain);
  if (page === 'overview' || view?.kind !== 'open' || view.scan.kind !== 'offline') return null;
  const { message, hint } = view.scan;
  return (
    <Note
      tone="caution"
      live
      title="This store cannot be reached"
      actions={
        <Button busy={busy === 'look'} onClick={() => void lookAgain()}>
          Look again
        </Button>
      }
    >
      <PathText text={`${message} ${hint}`} path={view.home} />{' '}
      {page === 'threads' ? 'These threads are from the last time it was here; nothing' : 'Nothing'} can be changed
      until it is back.
    </Note>
  );
}
