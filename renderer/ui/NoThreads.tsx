import { Button } from './Button';
import { EmptyState } from './EmptyState';
import { ThreadsIcon } from './icons/product';

type NoThreadsProps = {
  readonly home: string;
  readonly onScanAgain: () => void;
  readonly heading?: 'h1' | 'h2';
};

/** A Codex home without a single thread looks the same wherever threads would be. */
export function NoThreads({ home, onScanAgain, heading = 'h2' }: NoThreadsProps) {
  return (
    <EmptyState
      heading={heading}
      icon={<ThreadsIcon />}
      title="No threads yet"
      actions={<Button onClick={onScanAgain}>Scan again</Button>}
    >
      <code>{home}</code> is a Codex home without a single thread. They appear here once Codex has written one.
    </EmptyState>
  );
}
