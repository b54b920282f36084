import { describe, expect, it } from 'vitest';
import { matches } from '../../../../renderer/features/palette/matching';

describe('the palette finds a command', () => {
  it('by the beginnings of its words, in any order and case', () => {
    expect(matches('Compress 302 cold threads…', 'comp')).toBe(true);
    expect(matches('Compress 302 cold threads…', 'THREADS cold')).toBe(true);
    expect(matches('Threads, compressed only', 'thr comp')).toBe(true);
  });

  it('not by the middle of a word', () => {
    expect(matches('Compress 302 cold threads…', 'press')).toBe(false);
  });

  it('not by its small words alone, but with them', () => {
    expect(matches('Open the demo store', 'the')).toBe(false);
    expect(matches('Open the demo store', 'th')).toBe(false);
    expect(matches('Open the demo store', 'open the d')).toBe(true);
    expect(matches('Threads, compressed only', 'compressed only')).toBe(true);
  });

  it('with and without accents, and all of them without a query', () => {
    expect(matches('Öffnen', 'off')).toBe(true);
    expect(matches('Overview', '  ')).toBe(true);
  });
});
