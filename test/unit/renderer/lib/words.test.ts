import { expect, test } from 'vitest';
import { counted, cutMiddle, fileNameOf, visibleText } from '../../../../renderer/lib/words';

test('nouns agree with their number', () => {
  expect([counted(1, 'file'), counted(12_283, 'file'), counted(0, 'family', 'families')]).toEqual([
    '1 file',
    '12,283 files',
    '0 families',
  ]);
});

test('the middle is cut, the end stays', () => {
  expect(cutMiddle('rollout-2026-11-08T23-10-35-0ab034.jsonl', 24, 12)).toBe('rollout-202…0ab034.jsonl');
  expect(cutMiddle('short.jsonl', 24)).toBe('short.jsonl');
  expect(cutMiddle('abcdefghij', 6)).toHaveLength(6);
});

test('a file name is the last part of a path of either kind', () => {
  expect(['/a/b.jsonl', 'C:\\a\\b.jsonl', 'b.jsonl'].map(fileNameOf)).toEqual(['b.jsonl', 'b.jsonl', 'b.jsonl']);
});

test('what a name hides is written out', () => {
  expect(visibleText('a\nb\tc\u0007d\u202Ee.jsonl')).toBe('a\\nb\\tc\\u{7}d\\u{202e}e.jsonl');
  expect(visibleText('naïve 名前.jsonl')).toBe('naïve 名前.jsonl');
});
