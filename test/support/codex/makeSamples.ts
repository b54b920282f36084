import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { removeFolder, temporaryFolder } from '../store/temporaryFolder';
import type { AppServer, Thread } from './appServer';
import { codexEnvironment, writeCodexConfig } from './codexConfig';
import { withCodex } from './codexSession';
import { findCodex } from './findCodex';
import { longReply, runInShell, withReasoning } from './mockReplies';
import { startMockResponses } from './mockResponses';

/** A valid PNG of one pixel. */
const PICTURE =
  'data:image/png;base64,' +
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';

type Scene = (server: AppServer, thread: Thread) => Promise<unknown>;

const SCENES = {
  simple: (server, { id }) => server.runTurn(id, 'Explain the frobnicator module'),
  tools: async (server, { id }) => {
    await server.runTurn(id, runInShell('ls / && echo words-of-a-tool'));
    await server.runTurn(id, 'And once more in short');
  },
  reasoning: (server, { id }) => server.runTurn(id, `Why is the sky dark at night? ${withReasoning}`),
  legacy: async (server, { id }) => {
    await server.runTurn(id, 'A thread in the old form, grüße 你好 🙂');
    await server.runTurn(id, runInShell('echo old form'));
  },
  named: async (server, { id }) => {
    await server.runTurn(id, 'A thread that gets a name');
    await server.request('thread/name/set', { threadId: id, name: 'The one with a name' });
  },
  compacted: async (server, { id }) => {
    for (const part of ['first', 'second', 'third']) await server.runTurn(id, `The ${part} part ${longReply(8)}`);
    await server.compact(id);
    await server.runTurn(id, 'After the compaction');
  },
  forked: async (server, { id }) => {
    await server.runTurn(id, `What both have in common ${longReply(4)}`);
    const child = await server.requestThread('thread/fork', { threadId: id });
    await server.runTurn(child.id, 'What only the fork has');
    await server.runTurn(id, 'What only the base has');
  },
  archived: async (server, { id }) => {
    await server.runTurn(id, 'An archived thread about marmalade');
    await server.request('thread/archive', { threadId: id });
  },
  image: (server, { id }) => server.runTurn(id, 'What is in this picture?', [PICTURE]),
} as const satisfies Readonly<Record<string, Scene>>;

/** One thread for each scene, one more for the fork, one of `codex exec`. */
export const SAMPLE_THREADS = Object.keys(SCENES).length + 2;

/** Fills a home with real threads, written by the real Codex, and leaves its databases there. */
export async function makeSamples(home: string): Promise<void> {
  const repository = makeRepository();
  try {
    await withCodex(home, async (server) => {
      for (const [name, play] of Object.entries<Scene>(SCENES)) {
        const mode = name === 'legacy' ? { historyMode: 'legacy' } : {};
        await play(server, await server.requestThread('thread/start', { cwd: repository, ...mode }));
      }
    });
    await runExec(home, repository, 'Say hello from codex exec');
  } finally {
    removeFolder(repository);
  }
}

/** Lets the real Codex build its databases for rollouts that are there already. */
export async function buildDatabases(home: string): Promise<void> {
  await withCodex(home, async (server) => {
    for (const archived of [false, true]) await server.request('thread/list', { archived, limit: 100 });
  });
}

/** Makes every rollout look as if it was last written so many days ago. */
export function ageRollouts(home: string, days: number): void {
  const time = Date.now() / 1000 - days * 86_400;
  for (const root of ['sessions', 'archived_sessions']) {
    const folder = path.join(home, root);
    if (!fs.existsSync(folder)) continue;
    for (const entry of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (path.basename(entry).startsWith('rollout-')) fs.utimesSync(path.join(folder, entry), time, time);
    }
  }
}

/** A git repository to work in, so that session_meta has its git fields. */
function makeRepository(): string {
  const folder = temporaryFolder();
  const author = ['-c', 'user.name=Mira', '-c', 'user.email=mira@example.org'];
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', [...author, ...args], { cwd: folder, stdio: 'ignore' });
  git('init', '-q', '-b', 'main');
  git('commit', '-q', '--allow-empty', '-m', 'Begin');
  git('remote', 'add', 'origin', 'https://git.example.org/mira/demo.git');
  return folder;
}

async function runExec(home: string, cwd: string, prompt: string): Promise<void> {
  const mock = await startMockResponses();
  try {
    writeCodexConfig(home, mock.url);
    const args = ['exec', '--skip-git-repo-check', prompt];
    const child = spawn(findCodex(), args, { cwd, env: codexEnvironment(home), stdio: 'ignore' });
    const [status]: unknown[] = await once(child, 'exit');
    if (status !== 0) throw new Error(`codex exec ended with ${String(status)}`);
  } finally {
    mock.close();
  }
}
