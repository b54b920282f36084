import styles from './PromiseList.module.css';

const lines = [
  [
    'Prove, then replace.',
    'A file goes only after its compressed twin was written, read back and found equal by length and SHA-256.',
  ],
  ['Always one whole copy.', 'At every instant, power cut included, Codex can read a complete copy.'],
  ['Restore is exact.', 'The same bytes, the same time stamp, the same mode.'],
  ['Nothing is deleted on a timer,', 'and no content is ever edited.'],
  ['In doubt, hands off.', 'Threads in use, or not understood, are left alone, and you are told.'],
] as const;

/** What Coldpress will and will not do, in five lines: on the first page and before the first compression. */
export function PromiseList() {
  return (
    <ol className={styles['list']}>
      {lines.map(([lead, rest]) => (
        <li key={lead}>
          <span>
            <strong>{lead}</strong> {rest}
          </span>
        </li>
      ))}
    </ol>
  );
}
