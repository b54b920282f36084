import type { ThreadState } from '#contract/thread';
import { formatCount } from './format';

/** The one set of words for states, in the order in which every chip row and bar shows them (DESIGN, principle 6). */
export const stateWords: Readonly<Record<ThreadState, string>> = {
  cold: 'Cold',
  recent: 'Recent',
  in_use: 'In use',
  compressed: 'Compressed',
  unclear: 'Not understood',
};

/** `1 thread`, `302 threads`, `12,283 files`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${formatCount(number)} ${number === 1 ? one : many}`;
}

/**
 * Cuts the middle out of a path or file name so that it has `max` characters: the end (which tells files apart) keeps
 * `tail` of them. Shorter text comes back as it is.
 */
export function cutMiddle(text: string, max: number, tail = Math.floor(max / 2)): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - tail - 1)}…${text.slice(text.length - tail)}`;
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A name in which nothing is invisible: control characters and what turns the direction of text are written as escapes. */
export function visibleText(text: string): string {
  const escape = (char: string) => named[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
  return text.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, escape);
}

/** The last part of a path of either kind. */
export function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
