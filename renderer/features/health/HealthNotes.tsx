import { useAppStore } from '../../store';
import { Button } from '../../ui/Button';
import { Note } from '../../ui/Note';
import styles from './HealthPage.module.css';

/** What keeps Coldpress from doing anything here, or from having looked; and why the last choice was not done. */
export function HealthNotes() {
  const { value, error, choiceError, asked } = useAppStore((state) => state.health);
  const { refreshHealth } = useAppStore.getState();
  const shownChoiceError = asked === null ? choiceError : null;
  const refusal = value?.refusal ?? null;
  if (error === null && shownChoiceError === null && refusal === null && value?.state !== 'deferred') return null;
  return (
    <div className={styles['notes']}>
      {error === null ? null : (
        <Note tone="danger" title={error.message} live actions={<Button onClick={refreshHealth}>Ask again</Button>}>
          {error.hint}
        </Note>
      )}
      {shownChoiceError === null ? null : (
        <Note tone="danger" title={shownChoiceError.message} live>
          {shownChoiceError.hint}
        </Note>
      )}
      {refusal === null ? null : (
        <Note tone="caution" title={refusal.message}>
          {refusal.hint}
        </Note>
      )}
      {value?.state === 'deferred' ? (
        <Note tone="caution" title={`Recovery deferred: ${value.deferredBy ?? 'another pass is running'}`} live>
          It holds this store. Nothing was changed; Coldpress looks again when the store is free, or when you check now.
        </Note>
      ) : null}
    </div>
  );
}
