import { useAppStore } from '../../store';
import { jobWords, shareDone } from '../../store/jobsState';
import { Progress } from '../../ui/Progress';
import styles from './JobLine.module.css';

/** The running job as a 2 px line under the title bar, on every page that has no room for its panel. */
export function JobLine() {
  const words = useAppStore((state) => jobWords(state.jobs));
  const share = useAppStore(({ jobs }) => (jobs.progress === null ? null : shareDone(jobs.progress)));
  if (words === null) return null;
  return (
    <div className={styles['line']}>
      <Progress label={words} share={share} line />
    </div>
  );
}
