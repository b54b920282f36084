import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { makeStore } from '../../support/store/makeStore';
import type { TestStore } from '../../support/store/makeStore';
import type { Cleanup } from '../../support/store/temporaryFolder';

const PROFILES = ['mixed', 'small', 'images', 'compaction', 'families'] as const;

/** A store with threads of all profiles: active and archived, forks and sub-agents, named ones. */
export async function makeMixedStore(context: Cleanup, threads: number, bytes: number): Promise<TestStore> {
  const share = { threads: threads / PROFILES.length, bytes: bytes / PROFILES.length, archivedShare: 0.3 };
  const made: TestStore[] = [];
  for (const profile of PROFILES) made.push(await makeStore({ context, ...share, profile, seed: profile }));
  const [store, ...others] = made;
  if (store === undefined) throw new Error('there are profiles');
  for (const other of others) {
    for (const root of ['sessions', 'archived_sessions']) {
      // node:fs copies times to the millisecond only.
      execFileSync('cp', ['-a', path.join(other.home, root), store.home]);
    }
    const index = fs.readFileSync(path.join(other.home, 'session_index.jsonl'));
    fs.appendFileSync(path.join(store.home, 'session_index.jsonl'), index);
  }
  return { ...store, threads: made.flatMap((one) => one.threads) };
}
