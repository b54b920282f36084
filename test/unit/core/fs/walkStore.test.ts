import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { walkStore } from '#core/fs/walkStore';
import type { FoundDirectory } from '#core/fs/walkStore';
import { asNobody } from '../../../support/asNobody';
import { temporaryFolder } from '../../../support/store/temporaryFolder';

const id = (n: number): string => `0190aaaa-bbbb-7ccc-8ddd-eeeeffff000${n}`;
const name = (n: number): string => `rollout-2026-01-02T03-04-05-${id(n)}.jsonl`;

function walk(home: string): readonly FoundDirectory[] {
  return [...walkStore(nodeFileSystem, home)];
}

function kinds(found: readonly FoundDirectory[]): Record<string, string> {
  const files = found.flatMap(({ problems, unreadable }) => [
    ...problems,
    ...(unreadable === null ? [] : [unreadable]),
  ]);
  return Object.fromEntries(files.map(({ path: file, kind }) => [file, kind]));
}

function rollouts(found: readonly FoundDirectory[]): readonly string[] {
  return found.flatMap((directory) => directory.rollouts.map((file) => `${directory.path}/${file.plainName}`));
}

function put(home: string, file: string): void {
  fs.mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
  fs.writeFileSync(path.join(home, file), 'x');
}

test('both roots are walked in a fixed order, and nothing else of the home', (context) => {
  const home = temporaryFolder(context);
  const files = [
    `sessions/2026/01/02/${name(2)}`,
    `sessions/2026/01/02/${name(1)}.zst`,
    `sessions/2025/12/31/${name(3)}`,
    `sessions/${name(5)}`,
    `archived_sessions/${name(4)}`,
    `log/${name(6)}`,
  ];
  for (const file of files) put(home, file);
  expect(rollouts(walk(home))).toEqual([
    `sessions/${name(5)}`,
    `sessions/2025/12/31/${name(3)}`,
    `sessions/2026/01/02/${name(1)}`,
    `sessions/2026/01/02/${name(2)}`,
    `archived_sessions/${name(4)}`,
  ]);
  expect(kinds(walk(home))).toEqual({});
});

test('a home without roots holds nothing', (context) => {
  expect(walk(temporaryFolder(context))).toEqual([]);
});

test('whatever is no rollout is listed with a reason', (context) => {
  const home = temporaryFolder(context);
  const day = 'sessions/2026/01/02';
  const plain = [
    'notes.jsonl',
    'rollout-compress-cpAbc.tmp',
    '.rollout-materialize-q7Rk2P',
    `${name(1)}.coldpress-hold`,
  ];
  for (const file of [...plain, `${name(2)}\n`, 'a\u0007b']) put(home, `${day}/${file}`);
  put(home, `archived_sessions/2026/${name(3)}`);
  put(home, 'elsewhere/real.jsonl');
  fs.symlinkSync('../../../../elsewhere/real.jsonl', path.join(home, day, name(4)));
  fs.symlinkSync('/', path.join(home, day, 'root'));
  fs.symlinkSync('.', path.join(home, day, 'self'));
  execFileSync('mkfifo', [path.join(home, day, name(5))]);
  fs.mkdirSync(path.join(home, day, name(6)));
  const found = walk(home);
  expect(rollouts(found)).toEqual([]);
  expect(kinds(found)).toEqual({
    [`${day}/.rollout-materialize-q7Rk2P`]: 'leftover',
    [`${day}/a\u0007b`]: 'foreign',
    [`${day}/notes.jsonl`]: 'foreign',
    [`${day}/root`]: 'link',
    [`${day}/self`]: 'link',
    [`${day}/rollout-compress-cpAbc.tmp`]: 'leftover',
    [`${day}/${name(1)}.coldpress-hold`]: 'leftover',
    [`${day}/${name(2)}\n`]: 'foreign',
    [`${day}/${name(4)}`]: 'link',
    [`${day}/${name(5)}`]: 'special',
    [`${day}/${name(6)}`]: 'foreign',
    [`archived_sessions/2026/${name(3)}`]: 'foreign',
  });
  for (const { reason } of found.flatMap((directory) => directory.problems)) expect(reason).toMatch(/^[A-Z].*\.$/);
});

test('a name that is not UTF-8 is listed and ends nothing', (context) => {
  const home = temporaryFolder(context);
  put(home, `sessions/${name(1)}`);
  fs.writeFileSync(Buffer.concat([Buffer.from(path.join(home, 'sessions/bad')), Buffer.from([0xff])]), 'x');
  const found = walk(home);
  expect(rollouts(found)).toEqual([`sessions/${name(1)}`]);
  expect(kinds(found)).toEqual({ 'sessions/bad\ufffd': 'unreadable' });
});

test('a root that is a link is not followed', (context) => {
  const home = temporaryFolder(context);
  put(home, `real/${name(1)}`);
  fs.symlinkSync('real', path.join(home, 'sessions'));
  const found = walk(home);
  expect(rollouts(found)).toEqual([]);
  expect(kinds(found)).toEqual({ sessions: 'link' });
});

test('an unreadable folder is reported and the rest goes on', (context) => {
  const home = temporaryFolder(context);
  put(home, `sessions/2025/${name(1)}`);
  put(home, `sessions/2026/${name(2)}`);
  fs.chmodSync(path.join(home, 'sessions/2025'), 0);
  const found = asNobody(home, () => walk(home));
  expect(rollouts(found)).toEqual([`sessions/2026/${name(2)}`]);
  expect(kinds(found)).toEqual({ 'sessions/2025': 'unreadable' });
});

test('folders nest up to a depth, and what lies deeper is reported', (context) => {
  const home = temporaryFolder(context);
  const deep = `sessions/${Array.from({ length: 60 }, () => 'd').join('/')}`;
  put(home, `${deep}/${name(1)}`);
  const found = walk(home);
  expect(rollouts(found)).toEqual([]);
  expect(Object.values(kinds(found))).toEqual(['unreadable']);
});
