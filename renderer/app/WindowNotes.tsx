import { useAppStore } from '../store';
import { Button } from '../ui/Button';
import { Note } from '../ui/Note';

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
    </>
  );
}
