import { useAppStore } from '../../store';
import { spokenProgress } from '../../store/jobsState';
import { LiveRegion } from '../../ui/LiveRegion';
import { InterruptedDialog } from './InterruptedDialog';
import { PreviewDialog } from './PreviewDialog';
import { SummaryDialog } from './SummaryDialog';

/** The dialogs before and after a job, one at a time, and its progress for screen readers. Stands once in the window. */
export function JobDialogs() {
  const kind = useAppStore(({ jobs }) => {
    if (jobs.preview !== null) return 'preview';
    if (jobs.summary !== null) return 'summary';
    return jobs.interrupted === null ? null : 'interrupted';
  });
  const spoken = useAppStore((state) => spokenProgress(state.jobs.progress));
  return (
    <>
      {kind === 'preview' ? <PreviewDialog /> : null}
      {kind === 'summary' ? <SummaryDialog /> : null}
      {kind === 'interrupted' ? <InterruptedDialog /> : null}
      <LiveRegion message={spoken} />
    </>
  );
}
