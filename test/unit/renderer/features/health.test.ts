import { describe, expect, test } from 'vitest';
import type { Conflict, Health, HealthFinding } from '../../../../electron/contract/health';
import {
  bySeverity,
  checkedWords,
  confirmationOf,
  conflictParts,
  conflictTitle,
  proofsAsides,
  proofsWords,
} from '../../../../renderer/features/health/healthWords';
import { healthLines } from '../../../../renderer/features/overview/healthLines';

const now = new Date(2026, 10, 24, 12).getTime();
const threadId = '019a77c4-0000-7000-8000-0000000002fe';
const conflict: HealthFinding = {
  findingId: 'c',
  kind: 'conflict',
  severity: 'caution',
  threadId,
  title: 'Clean up stale feature flags',
  project: 'dotfiles',
  message: '',
  hint: '',
  path: 'sessions/a.jsonl',
  files: 2,
  physicalBytes: 10,
  choices: ['compare', 'set_aside_plain', 'set_aside_compressed', 'keep_both'],
};
const leftover: HealthFinding = {
  ...conflict,
  findingId: 'l',
  kind: 'codex_leftover',
  severity: 'note',
  threadId: null,
  physicalBytes: 84_100_000,
  choices: ['set_aside_leftover'],
};
const corrupt: HealthFinding = { ...conflict, findingId: 'd', kind: 'corrupt', severity: 'danger', choices: [] };
const calm: Health = {
  state: 'done',
  checkedAtMs: now - 3 * 3_600_000,
  deferredBy: null,
  actions: [],
  findings: [],
  proofs: {
    compressedThreads: 241,
    provenThreads: 241,
    unprovenBytes: 0,
    oldestAtMs: now - 2 * 86_400_000,
    newestAtMs: now - 3 * 3_600_000,
    scrubbedBytes: 0,
    scrubBudgetBytes: 0,
  },
  codex: null,
  refusal: null,
};
const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const wordsOf = (health: Health) => healthLines(health, now).map(({ words }) => plain(words));

describe('health on the overview', () => {
  test('is one line where all is well, with the time of the last proof', () => {
    expect(healthLines(calm, now)).toMatchObject([
      { tone: 'good', words: 'All 241 compressed threads proven', end: { kind: 'text' } },
    ]);
    expect(wordsOf({ ...calm, proofs: { ...calm.proofs, provenThreads: 238 } })).toEqual(['238 of 241 threads proven']);
    expect(wordsOf({ ...calm, proofs: { ...calm.proofs, compressedThreads: 0 } })).toEqual([
      'Nothing compressed to prove',
    ]);
  });

  test('names what was found, the worst first, and leads a single conflict to its comparison', () => {
    const lines = healthLines({ ...calm, findings: [leftover, conflict, corrupt] }, now);
    expect(lines.map(({ words }) => plain(words))).toEqual([
      '1 thread is damaged',
      '1 conflict, both copies kept',
      '2 leftovers by Codex, 84.1 MB',
      'All 241 compressed threads proven',
    ]);
    expect(lines[1]).toMatchObject({ conflictOf: threadId, end: { words: 'Compare' } });
    const two = healthLines({ ...calm, findings: [conflict, { ...conflict, findingId: 'e' }] }, now);
    expect(two[0]).toMatchObject({ words: '2 conflicts, both copies kept', end: { words: 'Show' } });
  });

  test('says what recovery did, who made it wait, and that a store cannot be changed', () => {
    const action = { threadId, path: 'a', message: '', sha256: null, bytes: 1 };
    const actions = [
      { ...action, kind: 'put_back' as const },
      { ...action, kind: 'removed_temporary' as const },
    ];
    expect(wordsOf({ ...calm, actions })[0]).toBe('Put back after a crash: 1 thread');
    expect(wordsOf({ ...calm, actions: actions.slice(1) })[0]).toBe('Tidied up after a crash: 1 file');
    expect(wordsOf({ ...calm, state: 'deferred', deferredBy: 'process 511' })[0]).toBe(
      'Recovery deferred: process 511',
    );
    expect(wordsOf({ ...calm, refusal: { message: 'Read-only.', hint: '' } })[0]).toBe(
      'Nothing can be changed in this store',
    );
  });
});

describe('the page of health', () => {
  test('puts the worst first', () => {
    expect(bySeverity([leftover, conflict, corrupt]).map(({ findingId }) => findingId)).toEqual(['d', 'c', 'l']);
  });

  test('says when it was looked at and how much is proven', () => {
    expect(plain(checkedWords(calm, now))).toBe('looked at 3 h ago');
    expect(checkedWords({ ...calm, checkedAtMs: null }, now)).toBe('not looked at yet');
    expect(proofsWords(calm)).toBe('All 241 compressed threads proven.');
    const proofs = { ...calm.proofs, provenThreads: 238, unprovenBytes: 1.2e9, scrubBudgetBytes: 5e9 };
    expect(plain(proofsWords({ ...calm, proofs }))).toBe(
      '238 of 241 compressed threads proven. 1.2 GB left to decode.',
    );
    expect(proofsAsides({ ...calm, proofs }, now).map(plain)).toEqual([
      'oldest 2 days ago',
      'newest 3 h ago',
      'by schedule 0 B of 5.0 GB a day',
    ]);
  });

  test('says before a file is moved where it goes, what Codex reads then, and how it comes back', () => {
    const { title, lines } = confirmationOf(conflict, 'set_aside_plain');
    expect(title).toBe('Set the plain file aside');
    expect(lines.map(({ name }) => name)).toEqual(['Where it goes', 'What Codex reads', 'How it comes back']);
    expect(lines[1]?.words).toMatch(/^The compressed copy/);
    expect(confirmationOf(conflict, 'set_aside_compressed').lines[1]?.words).toBe('The same as now.');
    expect(confirmationOf(conflict, 'put_back_hold').lines[1]?.words).toContain('Nothing is overwritten');
  });

  test('draws both versions on one scale', () => {
    const side = {
      path: 'a',
      physicalBytes: 1,
      logicalBytes: 44,
      updatedAtMs: 0,
      sha256: '',
      records: 1,
      lastRecord: null,
    };
    const both: Conflict = {
      threadId,
      title: '',
      project: '',
      plain: side,
      compressed: { ...side, logicalBytes: 48 },
      damage: null,
      equalBytes: 41,
      firstDifferentRecord: 3,
      message: '',
    };
    expect(conflictParts(both)).toEqual({ equalBytes: 41, plainOnly: 3, compressedOnly: 7, wholeBytes: 48 });
    expect(conflictTitle(both)).toBe('One thread, two different copies');
    expect(conflictTitle({ ...both, compressed: { ...side, logicalBytes: 41 } })).toBe(
      'One thread, and an older compressed copy',
    );
    expect(conflictTitle({ ...both, compressed: null })).toBe('One thread, one whole and one damaged copy');
    expect(conflictParts({ ...both, compressed: null, equalBytes: 0 })).toMatchObject({
      plainOnly: 44,
      compressedOnly: 0,
      wholeBytes: 44,
    });
  });
});
