import { chord, isMac } from '../../lib/platform';

export type KeyGroup = {
  readonly title: string;
  readonly lines: readonly { readonly keys: readonly string[]; readonly does: string }[];
};

const general: readonly KeyGroup[] = [
  {
    title: 'Everywhere',
    lines: [
      { keys: [chord('1'), chord('2'), chord('5')], does: 'Overview, Threads, Activity' },
      { keys: [chord('K')], does: 'Search or run a command' },
      { keys: [chord('R')], does: 'Scan again' },
      { keys: ['F6', isMac ? '⇧F6' : 'Shift F6'], does: 'Next, previous part' },
      { keys: [chord('⏎')], does: 'Review and compress…' },
      { keys: ['?'], does: 'This list' },
      { keys: ['Esc'], does: 'Close, then clear' },
    ],
  },
  {
    title: 'In lists',
    lines: [
      { keys: ['↑', '↓'], does: 'Previous, next; also k and j' },
      { keys: ['Home', 'End'], does: 'First, last' },
      { keys: ['⏎'], does: 'Open' },
    ],
  },
];

const threads: readonly KeyGroup[] = [
  {
    title: 'In Threads',
    lines: [
      { keys: ['/'], does: 'Filter' },
      { keys: ['Space'], does: 'Select' },
      { keys: isMac ? ['⇧↑', '⇧↓'] : ['Shift ↑', 'Shift ↓'], does: 'Select more, fewer' },
      { keys: [chord('A')], does: 'Select all that match' },
      { keys: [chord('⏎')], does: 'Compress what is selected…' },
      { keys: ['v'], does: 'Verify' },
      { keys: ['[', ']'], does: 'Previous, next thread' },
      { keys: [chord('C')], does: 'Copy the resume command' },
    ],
  },
  {
    title: 'In Activity',
    lines: [
      { keys: ['⏎'], does: 'Show or hide the proof, or a job’s threads' },
      { keys: ['→', '←'], does: 'Unfold, fold' },
      { keys: ['u'], does: 'Undo…' },
      { keys: [chord('C')], does: 'Copy as JSON' },
      { keys: ['/'], does: 'Filter' },
    ],
  },
];

/** Every key that exists, by where it works, in the two columns of the list. Only what is built is in it. */
export const keyColumns = [general, threads] as const;
