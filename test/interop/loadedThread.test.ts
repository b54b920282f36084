import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withCodex } from '../support/codex/codexSession';
import { temporaryFolder } from '../support/store/temporaryFolder';
import { compressAll, compressThreads, countKinds } from './coldpress';
import { decodeWithZstd } from './zstdCommand';

test.for(['paginated', 'legacy'])(
  'a loaded %s thread is left alone, and its next turn is kept',
  async (historyMode, context) => {
    const folder = temporaryFolder(context);
    const where = { home: path.join(folder, 'home'), dataFolder: path.join(folder, 'data') };

    const [loaded, file] = await withCodex(where.home, async (server) => {
      const thread = await server.requestThread('thread/start', { cwd: folder, historyMode });
      await server.runTurn(thread.id, 'The first turn');
      const rollout = thread.path ?? '';
      const inode = fs.statSync(rollout).ino;

      const outcomes = await compressThreads([thread.id], where);
      expect(countKinds(await compressAll(where))).not.toHaveProperty('compressed');

      expect(outcomes).toEqual([expect.objectContaining({ id: thread.id, kind: 'skipped_in_use' })]);
      expect(outcomes[0]?.reason).toMatch(/\w/);
      expect(fs.existsSync(`${rollout}.zst`)).toBe(false);
      const turn = await server.runTurn(thread.id, 'The words-of-the-second turn');
      expect(turn.status).toBe('completed');
      expect(fs.statSync(rollout).ino).toBe(inode);
      return [thread, rollout];
    });

    expect(fs.readFileSync(file, 'utf8')).toContain('words-of-the-second');
    expect(countKinds(await compressAll(where))).toEqual({ compressed: 1 });
    expect(decodeWithZstd(`${file}.zst`).toString('utf8')).toContain('words-of-the-second');

    await withCodex(where.home, async (server) => {
      const { turns } = await server.requestThread('thread/read', { threadId: loaded.id, includeTurns: true });
      expect(turns).toHaveLength(2);
    });
  },
);
