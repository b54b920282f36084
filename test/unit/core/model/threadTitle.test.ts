import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filterWords, folded, oneLine, shownTitle, titleOfMessage, UNTITLED } from '#core/model/threadTitle';

test('a title is what follows the words that editors put before a request', () => {
  const message = '# Context\nfile: a.ts\n\n## My request for Codex:\nFix the   build\nplease ';
  expect(titleOfMessage(message, false)).toBe('Fix the build please');
  expect(titleOfMessage('  Fix\tit\r\n', false)).toBe('Fix it');
});

test('a message of images only is called so, an empty one gives no title', () => {
  expect(titleOfMessage('', true)).toBe('[Image]');
  expect(titleOfMessage('## My request for Codex:\n  ', true)).toBe('[Image]');
  expect(titleOfMessage(' \n', false)).toBeNull();
});

test('the context before a request may be of any length', () => {
  expect(titleOfMessage(`${'context '.repeat(10_000)}## My request for Codex: short`, false)).toBe('short');
});

test('a title is one line of at most 300 units without control characters or half characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      const title = oneLine(text);
      expect(title.length).toBeLessThanOrEqual(300);
      expect(title).not.toMatch(/\p{Cc}/u);
      expect(Buffer.from(title, 'utf8').toString('utf8')).toBe(title);
    }),
  );
  expect(oneLine(`${'a'.repeat(299)}😀`)).toBe(`${'a'.repeat(299)}\ufffd`);
  expect(oneLine('safe\u202egpj.exe')).toBe('safe gpj.exe');
});

test('the name of a thread comes before its title, and a constant after both', () => {
  expect(shownTitle('name', 'title')).toBe('name');
  expect(shownTitle(null, 'title')).toBe('title');
  expect(shownTitle(null, null)).toBe(UNTITLED);
});

test('case and width do not matter in any script', () => {
  expect(folded('ÄPFEL Straße ＡＢＣ ΣΊΣΥΦΟΣ')).toBe('äpfel straße abc σίσυφος');
  expect(filterWords('  Ärger  修复 ')).toEqual(['ärger', '修复']);
  expect(filterWords(' ')).toEqual([]);
});
