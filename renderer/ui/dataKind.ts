import type { ThreadState } from '#contract/thread';
import styles from './data.module.css';

/** What a byte can be: a thread's state, one of Codex's other files, or free disk. */
export type DataKind = ThreadState | 'other' | 'free';

const words: Readonly<Record<DataKind, string>> = {
  in_use: 'In use',
  recent: 'Recent',
  cold: 'Cold',
  compressed: 'Compressed',
  unclear: 'Not understood',
  other: 'Other files',
  free: 'Free',
};

/** The word for a kind, the same everywhere in the window. */
export function dataWord(kind: DataKind): string {
  return words[kind];
}

/** The class that fills an element with a kind's colour and pattern. */
export function dataFill(kind: DataKind): string | undefined {
  return styles[kind];
}
