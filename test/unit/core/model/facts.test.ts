import { describe, expect, test } from 'vitest';
import { coldBeforeMs, DEFAULT_MIN_AGE_MS, threadState } from '#core/model/coldPolicy';
import { groupTwins, representationOf } from '#core/model/rolloutFile';
import { familyOf, NO_PROJECT, projectOf } from '#core/model/sessionMeta';
import { savedBytesOf } from '#core/model/usage';

describe('the state of a thread', () => {
  const facts = { representation: 'plain', hasProblem: false, inUse: false, updatedAtMs: 1000 } as const;

  test('is cold at the very age of the policy, recent before', () => {
    expect(threadState(facts, coldBeforeMs(1000 + DEFAULT_MIN_AGE_MS, DEFAULT_MIN_AGE_MS))).toBe('cold');
    expect(threadState(facts, coldBeforeMs(999 + DEFAULT_MIN_AGE_MS, DEFAULT_MIN_AGE_MS))).toBe('recent');
  });

  test('is cold at an age of 0, even with a time in the future', () => {
    expect(threadState({ ...facts, updatedAtMs: 9e15 }, coldBeforeMs(0, 0))).toBe('cold');
  });

  test('is unclear before it is in use, and in use before everything else', () => {
    expect(threadState({ ...facts, hasProblem: true, inUse: true }, 0)).toBe('unclear');
    expect(threadState({ ...facts, inUse: true }, 5000)).toBe('in_use');
    expect(threadState({ ...facts, representation: 'compressed' }, 5000)).toBe('compressed');
    expect(threadState({ ...facts, representation: 'both' }, 5000)).toBe('cold');
  });
});

test('twins are one rollout, and the plain one is its truth', () => {
  const id = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
  const name = `rollout-2026-01-02T03-04-05-${id}.jsonl`;
  const later = `rollout-2026-01-02T03-04-06-${id}.jsonl`;
  const entries = [{ name }, { name: `${name}.zst` }, { name: `${later}.zst` }, { name: 'notes.txt' }];
  const [both, compressed, ...none] = groupTwins(entries);
  expect(both).toEqual({
    threadId: id,
    plainName: name,
    createdText: '2026-01-02T03-04-05',
    plain: { name },
    compressed: { name: `${name}.zst` },
  });
  expect(both && representationOf(both)).toBe('both');
  expect(compressed && representationOf(compressed)).toBe('compressed');
  expect(none).toEqual([]);
});

test.each([
  ['/home/mira/code/atlas', 'atlas'],
  ['/home/mira/code/atlas/', 'atlas'],
  ['C:\\Users\\Mira\\atlas', 'atlas'],
  ['/', '/'],
  ['', NO_PROJECT],
  [null, NO_PROJECT],
])('the project of the folder %s is %s', (cwd, project) => {
  expect(projectOf(cwd)).toBe(project);
});

test('a family is named by its root as far as it is known, and cycles end', () => {
  const parents = new Map([
    ['child', 'fork'],
    ['fork', 'root'],
    ['a', 'b'],
    ['b', 'a'],
  ]);
  expect(familyOf('child', parents)).toBe('root');
  expect(familyOf('root', parents)).toBe('root');
  expect(['a', 'b']).toContain(familyOf('a', parents));
});

test('nothing is saved where nobody knows, and never less than nothing', () => {
  expect([savedBytesOf(null, 5), savedBytesOf(10, 4), savedBytesOf(4, 4096)]).toEqual([0, 6, 0]);
});
