import fs from 'node:fs';
import path from 'node:path';
import type { HealthFinding } from '#contract/health';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import type { RecoveryResult } from '#core/ops/recoverStore';
import { snapshotStore } from '../../support/store/snapshot';
import { recover } from './coldpress';
import { startProgram } from './program';
import { findRead, FIRST_TEXT, textOf } from './world';
import type { World } from './world';

/** How a schedule ended: every line in what Codex reads, or all lines in several files and the conflict told. */
export type Verdict = 'exact' | 'conflict';

/** A new, empty temporary is left alone for a moment: its maker may be about to lock it. */
const LATER_MS = 60_000;

function lastLines(text: string): string {
  return text.split('\n').slice(-6).join('\n');
}

function filesOf({ directories, name }: World): readonly string[] {
  return directories.flatMap((directory) =>
    fs
      .readdirSync(directory)
      .filter((one) => one.startsWith(name))
      .map((one) => path.join(directory, one)),
  );
}

function fail(world: World, what: string): never {
  const found = filesOf(world).map((file) => `${file} ends with:\n${lastLines(textOf(file))}`);
  throw new Error(`${what}\n${found.join('\n')}`);
}

/** No acknowledged line is lost in all files of the thread together, and none of what was there at first. */
function checkUnion(world: World): void {
  const texts = filesOf(world).map(textOf);
  const lost = [FIRST_TEXT, ...world.expected.lines].filter((line) => !texts.some((text) => text.includes(line)));
  if (lost.length > 0) fail(world, `in no file:\n${lost.join('')}`);
}

/** Our own temporaries, and holds that nobody was told of. */
function leftovers(world: World, findings: readonly HealthFinding[]): readonly string[] {
  const names = world.directories.flatMap((directory) =>
    nodeFileSystem.readDirectory(directory).map(({ name }) => name),
  );
  return names.filter(
    (name) => /-cp\w+\.tmp$/.test(name) || (name.endsWith('.coldpress-hold') && findings.length === 0),
  );
}

function start(world: World): RecoveryResult {
  const program = startProgram(world, 'recover', () => undefined);
  const result = recover(world, program);
  program.kill();
  return result;
}

/** A second start does nothing and finds the same. */
function recoverTwice(world: World): RecoveryResult {
  world.clock.nowMs += LATER_MS;
  const first = start(world);
  if (first.deferred !== null) fail(world, `recovery was deferred: ${first.deferred}`);
  const before = [...snapshotStore(world.home)].map(String);
  const second = start(world);
  if (second.actions.length > 0) fail(world, `the second recovery did something: ${JSON.stringify(second.actions)}`);
  if ([...snapshotStore(world.home)].map(String).join() !== before.join())
    fail(world, 'the second recovery changed files');
  const left = leftovers(world, first.findings);
  if (left.length > 0) fail(world, `left over: ${left.join(', ')}`);
  return first;
}

/**
 * After a start of Coldpress every acknowledged line stands exactly once and in order in the file that Codex reads. Where
 * `mayConflict`: or no line is lost in all files together, and that they differ is told.
 */
export function checkLaw(world: World, mayConflict: boolean): Verdict {
  const { expected } = world;
  const { findings } = recoverTwice(world);
  const read = findRead(world);
  if (read === null && expected.deleted) return 'exact';
  if (read !== null && textOf(read) === expected.text) return 'exact';
  checkUnion(world);
  if (!mayConflict) fail(world, 'what Codex reads is not what was acknowledged');
  if (findings.length === 0) fail(world, 'nobody was told of a conflict');
  return 'conflict';
}
