import { z } from 'zod';
import { Thread } from './appServer';
import type { AppServer } from './appServer';

/** Every source that Codex knows: without the list, sub-agents are left out. */
const ALL_SOURCES = [
  'cli',
  'vscode',
  'exec',
  'appServer',
  'subAgent',
  'subAgentReview',
  'subAgentCompact',
  'subAgentThreadSpawn',
  'subAgentOther',
  'unknown',
];

const PAGE_LIMIT = 100;
const ThreadPage = z.object({ data: z.array(Thread), nextCursor: z.string().nullish() });
const SearchPage = z.object({ data: z.array(z.object({ thread: Thread })), nextCursor: z.string().nullish() });

/** All pages of thread/list, whatever the source and the provider. */
export async function listAllThreads(server: AppServer, archived: boolean): Promise<readonly Thread[]> {
  const threads: Thread[] = [];
  for (let cursor: string | null = null; ;) {
    const filter = { archived, modelProviders: [], sourceKinds: ALL_SOURCES };
    const page = ThreadPage.parse(await server.request('thread/list', { ...filter, limit: PAGE_LIMIT, cursor }));
    threads.push(...page.data);
    cursor = page.nextCursor ?? null;
    if (cursor === null) return threads;
  }
}

/** The ids of all threads that Codex finds for a word. */
export async function searchThreads(
  server: AppServer,
  searchTerm: string,
  archived: boolean,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (let cursor: string | null = null; ;) {
    const filter = { searchTerm, archived, sourceKinds: ALL_SOURCES };
    const page = SearchPage.parse(await server.request('thread/search', { ...filter, limit: PAGE_LIMIT, cursor }));
    for (const { thread } of page.data) ids.add(thread.id);
    cursor = page.nextCursor ?? null;
    if (cursor === null) return ids;
  }
}
