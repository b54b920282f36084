import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withCodex } from '../support/codex/codexSession';
import { ageRollouts, makeSamples, SAMPLE_THREADS } from '../support/codex/makeSamples';
import { compareSnapshots, snapshotContents, snapshotStore } from '../support/store/snapshot';
import type { ContentSnapshot, Snapshot } from '../support/store/snapshot';
import { removeFolder, temporaryFolder } from '../support/store/temporaryFolder';
import { compressAll, countKinds, restoreAll } from './coldpress';

const WORKER_TIMEOUT_MS = 60_000;

/** Lets Codex compress what is older than its seven days, and waits until it has. */
async function compressWithCodex(home: string): Promise<void> {
  await withCodex(home, async (server) => {
    await server.request('rollout/compress');
    const deadlineMs = Date.now() + WORKER_TIMEOUT_MS;
    while (plainRollouts(home).length > 0) {
      if (Date.now() > deadlineMs) throw new Error(`Codex left ${plainRollouts(home).join(', ')} as they were`);
      await setTimeout(100);
    }
  });
}

function plainRollouts(home: string): readonly string[] {
  const roots = ['sessions', 'archived_sessions'].map((root) => path.join(home, root));
  return roots
    .flatMap((root) => fs.readdirSync(root, { recursive: true, encoding: 'utf8' }))
    .filter((file) => file.endsWith('.jsonl'));
}

const isRollout = (file: string): boolean => file.includes('sessions/') && file.includes('.jsonl');

describe('what Codex compressed itself', () => {
  let folder: string;
  let where: { readonly home: string; readonly dataFolder: string };
  let before: Snapshot;
  let contents: ContentSnapshot;
  beforeAll(async () => {
    folder = temporaryFolder();
    where = { home: path.join(folder, 'home'), dataFolder: path.join(folder, 'data') };
    await makeSamples(where.home);
    ageRollouts(where.home, 30);
    before = snapshotStore(where.home);
    contents = snapshotContents(where.home);
    await compressWithCodex(where.home);
  });
  afterAll(() => removeFolder(folder));

  test('is left as it is by compress', async () => {
    const compressed = snapshotStore(where.home);

    const outcomes = await compressAll(where);

    expect(outcomes.filter(({ kind }) => kind === 'compressed')).toEqual([]);
    expect(compareSnapshots(compressed, snapshotStore(where.home), (file) => !isRollout(file))).toEqual([]);
  });

  test('is restored byte for byte, with time and mode', async () => {
    expect(countKinds(await restoreAll(where))).toEqual({ restored: SAMPLE_THREADS });

    expect(snapshotContents(where.home)).toEqual(contents);
    expect(compareSnapshots(before, snapshotStore(where.home), (file) => !isRollout(file))).toEqual([]);
  });
});
