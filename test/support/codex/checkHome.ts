import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { removeFolder, temporaryFolder } from '../store/temporaryFolder';
import type { AppServer } from './appServer';
import { withCodex } from './codexSession';
import { copyHome, removeDatabases } from './copyHome';
import { findRollouts } from './rolloutFacts';
import type { RolloutFacts } from './rolloutFacts';
import { listAllThreads, searchThreads } from './threadLists';

type Step = 'decode' | 'list' | 'read' | 'search' | 'resume' | 'append';

/** How one thread fared. */
export type ThreadCheck = {
  readonly id: string;
  /** Relative to the home. */
  readonly file: string;
  readonly historyMode: string;
  /** The steps that went well, in order. */
  readonly passed: readonly Step[];
  /** What went wrong, a sentence each. */
  readonly problems: readonly string[];
};

export type CheckOptions = {
  /** Take the databases away first: Codex has nothing but the rollouts. */
  readonly coldDb: boolean;
};

/**
 * Does the real Codex accept these rollouts? For each thread, on a copy of the home: it is listed, read with all its
 * turns, found by search, resumed with one more turn; afterwards only the plain file is there, and it begins with exactly
 * the old bytes. About a third of a second for each thread.
 */
export async function checkHome(home: string, { coldDb }: CheckOptions): Promise<readonly ThreadCheck[]> {
  const folder = temporaryFolder();
  try {
    const copy = path.join(folder, 'home');
    copyHome(home, copy);
    if (coldDb) removeDatabases(copy);
    return await checkCopy(copy);
  } finally {
    removeFolder(folder);
  }
}

/** All problems of all threads; what a test expects to be empty. */
export function problemsOf(checks: readonly ThreadCheck[]): readonly string[] {
  return checks.flatMap(({ file, problems }) => problems.map((problem) => `${file}: ${problem}`));
}

async function checkCopy(home: string): Promise<readonly ThreadCheck[]> {
  const knowsHistory = fs.existsSync(path.join(home, 'thread_history_1.sqlite'));
  const rollouts = [...(await findRollouts(home))];
  // Youngest first (the ids begin with the time): a fork is tried while its base is still compressed.
  rollouts.sort((a, b) => (a.id < b.id ? 1 : -1));
  return withCodex(home, async (server) => {
    const listed = new Set<string>();
    for (const archived of [false, true]) {
      for (const { id } of await listAllThreads(server, archived)) listed.add(`${id} ${String(archived)}`);
    }
    const checks: ThreadCheck[] = [];
    for (const rollout of rollouts) checks.push(await checkThread({ server, home, rollout, listed, knowsHistory }));
    return checks;
  });
}

type ThreadJob = {
  readonly server: AppServer;
  readonly home: string;
  readonly rollout: RolloutFacts;
  readonly listed: ReadonlySet<string>;
  readonly knowsHistory: boolean;
};

async function checkThread({ server, home, rollout, listed, knowsHistory }: ThreadJob): Promise<ThreadCheck> {
  const { id, file, archived, damage, historyMode, searchWord, turns } = rollout;
  const passed: Step[] = [];
  const problems: string[] = [];
  /** Returns what the step found out; null when it went wrong. */
  const step = async <T>(name: Step, action: () => Promise<T> | T): Promise<T | null> => {
    try {
      const result = await action();
      passed.push(name);
      return result;
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  };

  await step('decode', () => ensure(damage === null, damage ?? ''));
  await step('list', () => ensure(listed.has(`${id} ${String(archived)}`), 'not in thread/list'));
  // Without thread_history_1.sqlite, Codex shows the turns of a paginated thread only after it was resumed.
  const readsLate = !knowsHistory && historyMode === 'paginated';
  if (!readsLate) await step('read', () => checkTurns(server, rollout, turns));
  if (searchWord !== null) {
    await step('search', async () => {
      ensure((await searchThreads(server, searchWord, archived)).has(id), `"${searchWord}" does not find it`);
    });
  }
  const words = `checked${id.slice(-8)}`;
  const plainFile = await step('resume', () => resumeWithTurn(server, rollout, words));
  if (plainFile !== null) {
    if (readsLate) await step('read', () => checkTurns(server, rollout, turns + 1));
    await step('append', () => checkAppended(rollout, plainFile, words));
  }
  return { id, file: path.relative(home, file), historyMode, passed, problems };
}

function ensure(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

async function checkTurns(server: AppServer, { id, isPaginatedFork }: RolloutFacts, expected: number): Promise<void> {
  const { turns } = await server.requestThread('thread/read', { threadId: id, includeTurns: true });
  const isRight = isPaginatedFork ? turns.length >= expected : turns.length === expected;
  ensure(isRight, `${turns.length} turns, the file has ${expected}`);
}

/** Returns the plain file that Codex writes to from then on. */
async function resumeWithTurn(server: AppServer, { id, file, archived }: RolloutFacts, words: string): Promise<string> {
  if (archived) await server.request('thread/unarchive', { threadId: id });
  const thread = await server.requestThread('thread/resume', { threadId: id, model: 'mock-model' });
  const { status, error } = await server.runTurn(id, words);
  ensure(status === 'completed', `the turn ended as ${status}: ${JSON.stringify(error)}`);
  return thread.path ?? file.replace(/\.zst$/, '');
}

async function checkAppended({ bytes, sha256 }: RolloutFacts, file: string, words: string): Promise<void> {
  ensure(!fs.existsSync(`${file}.zst`), 'the .zst is still there');
  const hash = createHash('sha256');
  for await (const chunk of fs.createReadStream(file, { end: bytes - 1 })) hash.update(chunk as Buffer);
  ensure(hash.digest('hex') === sha256, 'the file does not begin with the old bytes');
  const added: Buffer[] = [];
  for await (const chunk of fs.createReadStream(file, { start: bytes })) added.push(chunk as Buffer);
  ensure(Buffer.concat(added).includes(words), 'the new turn is not in the file');
}
