import { expect, test } from 'vitest';
import type { ActivityDetails } from '../../../../electron/contract/activity';
import { receiptHashes, receiptHead, receiptWords } from '../../../../renderer/features/threads/receiptWords';

const sha256 = 'a'.repeat(64);
const compressed: ActivityDetails = {
  row: {
    seq: 1,
    atMs: 0,
    action: 'compress',
    result: 'done',
    trigger: 'command_line',
    jobId: null,
    threadId: '019a77c4-0000-7000-8000-0000000002fe',
    title: 'A thread',
    project: null,
    threads: 1,
    leftAlone: 0,
    failed: 0,
    beforeBytes: 1_728_557_195,
    afterBytes: 501_300_000,
    sha256,
    reason: null,
    durationMs: 8400,
    undo: 'restore',
  },
  steps: [],
  sourceSha256: sha256,
  decodedSha256: sha256,
  sourceBytes: 1_728_557_195,
  decodedBytes: 1_728_557_195,
  mtimeNs: '1',
  mode: '600',
  level: 6,
  tool: 'coldpress 0.1.0',
  json: '{}',
};
const verified: ActivityDetails = { ...compressed, row: { ...compressed.row, action: 'verify', trigger: 'window' } };
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('a compression: what it was, what it is, how and by whom, and both hashes as equal', () => {
  expect(receiptHead(compressed)).toBe('Compressed');
  expect(plain(receiptWords(compressed))).toBe('1.7 GB → 501.3 MB at level 6. By command line, 8.4 s.');
  expect(plain(receiptHashes(compressed)?.equal ?? '')).toBe('equal, 1,728,557,195 bytes');
});

test('a verification claims equality only where there was something to compare with', () => {
  const first = { ...verified, sourceSha256: null, sourceBytes: null };
  expect([receiptHead(verified), receiptHead(first)]).toEqual(['Proven again', 'First proof']);
  expect(receiptWords(verified)).toContain('SHA-256 equal to its proof');
  expect(receiptWords(first)).not.toContain('equal');
  expect(receiptHashes(first)).toMatchObject({ equal: null });
});

test('what was left alone or failed says why', () => {
  const left = { ...compressed, row: { ...compressed.row, result: 'left_alone' as const, reason: 'In use by codex.' } };
  expect([receiptHead(left), plain(receiptWords(left))]).toEqual([
    'Left alone',
    'In use by codex. By command line, 8.4 s.',
  ]);
  const damaged = { ...verified, row: { ...verified.row, result: 'failed' as const } };
  expect(receiptHead(damaged)).toBe('Not proven');
});
