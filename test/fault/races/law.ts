import fs from 'node:fs';
import path from 'node:path';
import { findRead, textOf } from './world';
import type { World } from './world';

function lastLines(text: string): string {
  return text.split('\n').slice(-6).join('\n');
}

/**
 * Every acknowledged line exactly once and in order, in the file that Codex would read; or on hold, which the next start
 * puts back.
 */
export function checkExact(world: World): void {
  const { expected } = world;
  const read = findRead(world);
  const files = [...(read === null ? [] : [read]), ...holdsOf(world)];
  if (files.length === 0 && expected.deleted) return;
  if (files.some((file) => textOf(file) === expected.text)) return;
  const found = files.map((file) => `${file} ends with:\n${lastLines(textOf(file))}`);
  throw new Error(`no file says what was acknowledged: ${found.join('\n')}`);
}

function holdsOf({ directories }: World): readonly string[] {
  return directories.flatMap((directory) =>
    fs
      .readdirSync(directory)
      .filter((name) => name.endsWith('.coldpress-hold'))
      .map((name) => path.join(directory, name)),
  );
}
