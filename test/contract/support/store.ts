import fs from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { compareSnapshots, snapshotStore } from '../../support/store/snapshot';
import type { Snapshot } from '../../support/store/snapshot';
import { coldpress } from './coldpress';
import type { Run, RunOptions } from './coldpress';
import { documentOf, jobDocument, scanDocument } from './documents';

/** The folders that a command is told of. */
export type Folders = { readonly home: string; readonly dataFolder: string };

export function on({ home, dataFolder }: Folders, ...args: readonly string[]): readonly string[] {
  return [...args, '--json', '--home', home, '--data', dataFolder];
}

export type JobRun = Pick<Run, 'status' | 'stderr'> & {
  readonly document: z.infer<typeof jobDocument>;
  /** What became of each thread. */
  readonly kinds: Readonly<Record<string, string>>;
};

/** Runs a job on a store, and reads its document. */
export async function runJob(store: Folders, args: readonly string[], options: RunOptions = {}): Promise<JobRun> {
  const run = await coldpress(on(store, ...args), options);
  const document = documentOf(jobDocument, run);
  const kinds = Object.fromEntries(document.outcomes.map(({ id, kind }) => [id, kind]));
  return { status: run.status, stderr: run.stderr, document, kinds };
}

export async function scan(store: Folders): Promise<z.infer<typeof scanDocument>> {
  return documentOf(scanDocument, await coldpress(on(store, 'scan')));
}

/** Codex's own lock files and their folders, which every program in a store makes as Codex does. */
function isLockFile(file: string): boolean {
  return /^(\.tmp|thread-writer-locks)(\/|$)/.test(file);
}

/** What is different in a store from what it was, lock files aside; times to the nanosecond, modes, and all bytes. */
export function changes(home: string, before: Snapshot): readonly string[] {
  return compareSnapshots(before, snapshotStore(home), isLockFile);
}

/** The owners of all files, which a snapshot leaves out. */
export function ownersOf(home: string): Readonly<Record<string, string>> {
  const names = fs.readdirSync(home, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    names.map((name) => {
      const { uid, gid } = fs.lstatSync(path.join(home, name));
      return [name, `${uid}:${gid}`];
    }),
  );
}

/** Files that a job makes on its way and takes away again. */
export function temporaries(home: string): readonly string[] {
  const names = fs.readdirSync(home, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /.\.tmp$|\.coldpress-hold$|rollout-materialize/.test(path.basename(name)));
}
