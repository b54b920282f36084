import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** What `zstd -lv` says of a file. */
export type FrameList = {
  readonly dataFrames: number;
  readonly skippableFrames: number;
  readonly contentBytes: number;
  readonly windowBytes: number;
  readonly checksum: string;
};

export function listFrames(file: string): FrameList {
  const text = execFileSync('zstd', ['-lv', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const fact = (name: string): string => new RegExp(`^${name}: *(.*)$`, 'm').exec(text)?.[1] ?? '';
  const bytes = (name: string): number => Number(/\((\d+) B\)/.exec(fact(name))?.[1]);
  return {
    dataFrames: Number(fact('# Zstandard Frames')),
    skippableFrames: Number(fact('# Skippable Frames')),
    contentBytes: bytes('Decompressed Size'),
    windowBytes: bytes('Window Size'),
    checksum: fact('Check').split(' ')[0] ?? '',
  };
}

export function decodeWithZstd(file: string): Buffer {
  return execFileSync('zstd', ['-dcq', '--long=27', file], { maxBuffer: 1 << 30 });
}

/** Compresses every rollout of a store, one file each, as somebody might by hand. Mode and time stay. */
export function compressWithZstd(home: string, options: readonly string[] = []): void {
  for (const root of ['sessions', 'archived_sessions']) {
    for (const entry of fs.readdirSync(path.join(home, root), { recursive: true, encoding: 'utf8' })) {
      if (!entry.endsWith('.jsonl')) continue;
      execFileSync('zstd', ['-q', '--rm', ...options, path.join(home, root, entry)]);
    }
  }
}
