import fs from 'node:fs';
import path from 'node:path';
import { NAME } from '../../support/rolloutFixture';
import { findRead, FIRST_TEXT, textOf } from './world';
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

/** No acknowledged line is lost in all files of the thread together, and none of what was there at first. */
export function checkUnion(world: World): void {
  const { expected } = world;
  const read = world.directories.flatMap((directory) =>
    [NAME, `${NAME}.zst`].map((name) => path.join(directory, name)),
  );
  const texts = [...read.filter((file) => fs.existsSync(file)), ...holdsOf(world)].map(textOf);
  const lost = [FIRST_TEXT, ...expected.lines].filter((line) => !texts.some((text) => text.includes(line)));
  if (lost.length > 0) throw new Error(`in no file:\n${lost.join('')}\nbut:\n${texts.map(lastLines).join('\n--\n')}`);
}

function holdsOf({ directories }: World): readonly string[] {
  return directories.flatMap((directory) =>
    fs
      .readdirSync(directory)
      .filter((name) => name.endsWith('.coldpress-hold'))
      .map((name) => path.join(directory, name)),
  );
}
