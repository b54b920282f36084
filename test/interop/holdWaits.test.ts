import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { AppServer } from '../support/codex/appServer';
import { withCodex } from '../support/codex/codexSession';
import { listAllThreads } from '../support/codex/threadLists';
import { temporaryFolder } from '../support/store/temporaryFolder';
import type { Cleanup } from '../support/store/temporaryFolder';
import { compressThreads, recover, restoreAll } from './coldpress';
import type { Outcome } from './coldpress';
import { decodeWithZstd } from './zstdCommand';

type Lab = {
  readonly where: { readonly home: string; readonly dataFolder: string };
  readonly id: string;
  /** The thread's plain file, and what was in it. */
  readonly file: string;
  readonly content: Buffer;
};

/** A thread of the real Codex, which no process has loaded. */
async function makeThread(context: Cleanup): Promise<Lab> {
  const folder = temporaryFolder(context);
  const where = { home: path.join(folder, 'home'), dataFolder: path.join(folder, 'data') };
  const [id, file] = await withCodex(where.home, async (server) => {
    const thread = await server.requestThread('thread/start', { cwd: folder, historyMode: 'paginated' });
    await server.runTurn(thread.id, 'The only turn');
    return [thread.id, thread.path ?? ''];
  });
  return { where, id, file, content: fs.readFileSync(file) };
}

/** Compresses the thread; while its old file is set aside, the real Codex does something to it. */
async function whileHeld({ where, id, file }: Lab, act: (server: AppServer) => Promise<unknown>): Promise<Outcome> {
  return withCodex(where.home, async (server) => {
    await listAllThreads(server, false); // Codex has started up before the second begins
    const compressing = compressThreads([id], where);
    while (!fs.existsSync(`${file}.coldpress-hold`)) await pause(1);
    await act(server);
    const [outcome] = await compressing;
    if (outcome === undefined) throw new Error('each named thread has an outcome');
    return outcome;
  });
}

function filesOf({ where, file }: Lab): readonly string[] {
  return fs
    .readdirSync(where.home, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes(path.basename(file)))
    .map((name) => path.join(where.home, name));
}

test('a thread that Codex archives while its old file is set aside stands archived, once', async (context) => {
  const lab = await makeThread(context);

  await whileHeld(lab, (server) => server.request('thread/archive', { threadId: lab.id }));

  const archived = path.join(lab.where.home, 'archived_sessions', `${path.basename(lab.file)}.zst`);
  expect(filesOf(lab)).toEqual([archived]);
  expect(decodeWithZstd(archived).equals(lab.content)).toBe(true);
  await withCodex(lab.where.home, async (server) => {
    expect((await listAllThreads(server, true)).map(({ id }) => id)).toEqual([lab.id]);
    await server.request('thread/unarchive', { threadId: lab.id });
    const { turns } = await server.requestThread('thread/read', { threadId: lab.id, includeTurns: true });
    expect(turns).toHaveLength(1);
  });
  await restoreAll(lab.where);
  expect(fs.readFileSync(lab.file).equals(lab.content)).toBe(true);
});

test('a thread that Codex resumes while its old file is set aside goes on, and no turn is lost', async (context) => {
  const lab = await makeThread(context);

  await whileHeld(lab, async (server) => {
    await server.requestThread('thread/resume', { threadId: lab.id });
    await server.runTurn(lab.id, 'The words-of-the-second turn');
  });

  await recover(lab.where); // while Codex had the thread loaded the old file was left where it was
  expect(filesOf(lab)).toEqual([lab.file]);
  const text = fs.readFileSync(lab.file);
  expect(text.subarray(0, lab.content.length).equals(lab.content)).toBe(true);
  expect(text.toString('utf8')).toContain('words-of-the-second');
});

test('a thread that Codex deletes while its old file is set aside is not read by Codex again, nor thrown away by us', async (context) => {
  const lab = await makeThread(context);

  await whileHeld(lab, (server) => server.request('thread/delete', { threadId: lab.id }));

  const [left, ...more] = filesOf(lab);
  expect(more).toEqual([]);
  expect(left).toMatch(/\.coldpress-hold$/);
  expect(fs.readFileSync(left ?? '').equals(lab.content)).toBe(true);
  await withCodex(lab.where.home, async (server) => {
    expect(await listAllThreads(server, false)).toEqual([]);
  });
});
