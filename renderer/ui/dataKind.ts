import type { ThreadState } from '#contract/thread';
import { stateWords } from '../lib/words';
import styles from './data.module.css';

/** What a byte can be: a thread's state, one of Codex's other files, or free disk. */
export type DataKind = ThreadState | 'other' | 'free';

/** The word for a kind, the same everywhere in the window. */
export function dataWord(kind: DataKind): string {
  if (kind === 'other') return 'Other files';
  return kind === 'free' ? 'Free' : stateWords[kind];
}

/** The class that fills an element with a kind's colour and pattern. */
export function dataFill(kind: DataKind): string | undefined {
  return styles[kind];
}
