import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import type { FileSystem } from '#core/ports';
import { readSettings, writeSettings } from '#core/settings/settings';
import { systemEffects } from '#core/systemEffects';
import { temporaryFolder } from '../../../support/store/temporaryFolder';

const DEFAULT_SETTINGS = { v: 1, home: null, promiseAcceptedAtMs: null, scrubBytesPerDay: 2e9 } as const;
const CHOSEN = { ...DEFAULT_SETTINGS, home: '/home/mira/ünïcode 家', promiseAcceptedAtMs: 1_790_000_000_000 };

it('are the defaults where there are none yet, and nothing is made by asking', (context) => {
  const folder = path.join(temporaryFolder(context), 'data');
  expect(readSettings(nodeFileSystem, folder)).toEqual(DEFAULT_SETTINGS);
  expect(fs.existsSync(folder)).toBe(false);
});

it('are read as they were written, again and again', (context) => {
  const folder = path.join(temporaryFolder(context), 'data');
  for (const settings of [CHOSEN, DEFAULT_SETTINGS, CHOSEN]) {
    writeSettings(systemEffects, folder, settings);
    expect(readSettings(nodeFileSystem, folder)).toEqual(settings);
  }
  expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  expect([folder, path.join(folder, 'settings.json')].map((file) => fs.statSync(file).mode & 0o777)).toEqual([
    0o700, 0o600,
  ]);
});

it.each(['', 'not json', '{}', '{"v":2}', '{"v":1,"home":7,"promiseAcceptedAtMs":null}', '[]'])(
  'that are %j are refused with where they are and what to do, and kept',
  (text) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'settings.json');
    fs.writeFileSync(file, text);
    const refused = expect.objectContaining({
      message: expect.stringContaining(file),
      hint: expect.stringMatching(/Correct the file, or move it away/),
    });
    expect(() => readSettings(nodeFileSystem, folder)).toThrow(expect.objectContaining({ appError: refused }));
    expect(fs.readFileSync(file, 'utf8')).toBe(text);
    fs.rmSync(folder, { recursive: true });
  },
);

it('stay the old ones when the new ones cannot be put in their place, and no temporary stays', (context) => {
  const folder = temporaryFolder(context);
  writeSettings(systemEffects, folder, CHOSEN);
  const failing: readonly Partial<FileSystem>[] = [
    {
      moveReplacing: () => {
        throw new Error('EIO');
      },
    },
    {
      fsync: () => {
        throw new Error('ENOSPC');
      },
    },
  ];
  for (const broken of failing) {
    expect(() =>
      writeSettings({ ...systemEffects, fs: { ...nodeFileSystem, ...broken } }, folder, DEFAULT_SETTINGS),
    ).toThrow();
    expect(readSettings(nodeFileSystem, folder)).toEqual(CHOSEN);
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  }
});
