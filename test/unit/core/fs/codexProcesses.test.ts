import { describe, expect, it } from 'vitest';
import { namesCodex } from '#core/fs/codexProcesses';

describe('the name of a process in a listing', () => {
  it.each([
    'codex',
    '/opt/homebrew/bin/codex',
    '/Users/a b/node_modules/@openai/codex-darwin-arm64/vendor/bin/codex',
    '"codex.exe","4821","Console","1","88,120 K"',
    'codex-aarch64-apple-darwin',
  ])('is Codex: %s', (line) => {
    expect(namesCodex(line)).toBe(true);
  });

  it.each(['', 'codexify', '/usr/bin/code', '"Code.exe","1"', '/home/me/.codex/thing', 'grep codex'])(
    'is not Codex: %s',
    (line) => {
      expect(namesCodex(line)).toBe(false);
    },
  );
});
