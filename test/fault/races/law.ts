import { findRead, textOf } from './world';
import type { World } from './world';

function lastLines(text: string): string {
  return text.split('\n').slice(-6).join('\n');
}

/** Every acknowledged line exactly once and in order, in the file that Codex would read. */
export function checkExact(world: World): void {
  const { expected } = world;
  const file = findRead(world);
  if (file === null) {
    if (expected.deleted) return;
    throw new Error('the thread is in no file that Codex reads');
  }
  const text = textOf(file);
  if (text === expected.text) return;
  throw new Error(`${file} does not say what was acknowledged, but ends with:\n${lastLines(text)}`);
}
