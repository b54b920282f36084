import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { inspectHome } from '#core/ops/findStore';
import { makeDemoStore } from '#core/ops/makeDemoStore';
import { temporaryFolder } from '../../../support/store/temporaryFolder';

it('makes a store of 300 threads in a new folder, and says how far it is', async (context) => {
  const home = path.join(temporaryFolder(context), 'new', 'demo');
  const told: number[] = [];
  await makeDemoStore(home, ({ doneThreads }) => told.push(doneThreads));
  expect(told).toEqual([...told].sort((a, b) => a - b));
  expect(told.at(-1)).toBe(300);
  expect(inspectHome(nodeFileSystem, home)).toEqual({ ok: true, value: { home } });
  const names = fs.readdirSync(home, { recursive: true, encoding: 'utf8' });
  expect(names.filter((name) => /rollout-[^/]*\.jsonl(\.zst)?$/.test(name))).toHaveLength(300);
});

it('refuses a folder that holds something, and a file, and leaves them as they are', async (context) => {
  const folder = temporaryFolder(context);
  const file = path.join(folder, 'file');
  fs.writeFileSync(file, 'mine');
  for (const place of [folder, file]) {
    await expect(makeDemoStore(place, () => undefined)).rejects.toMatchObject({
      appError: {
        code: 'TARGET_NOT_EMPTY',
        message: expect.stringContaining(place),
        hint: expect.stringMatching(/new or empty/),
      },
    });
  }
  expect([fs.readdirSync(folder), fs.readFileSync(file, 'utf8')]).toEqual([['file'], 'mine']);
});

it('leaves nothing behind when it is broken off', async (context) => {
  const folder = temporaryFolder(context);
  let told = 0;
  const breakOff = (): void => {
    if (++told > 20) throw new Error('enough');
  };
  await expect(makeDemoStore(path.join(folder, 'demo'), breakOff)).rejects.toThrow('enough');
  expect(fs.readdirSync(folder)).toEqual([]);
});
