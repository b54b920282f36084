/**
 * How long a scan of many small threads takes, first and again.
 *
 *     npm run bench -- scan [THREADS]
 */
import path from 'node:path';
import { openCatalog } from '#core/catalog/openCatalog';
import { nodeFileSystem as fs } from '#core/fs/nodeFileSystem';
import { measureOther } from '#core/ops/measureOther';
import { scanStore } from '#core/ops/scanStore';
import { createDecoder } from '#core/zstd/codec';
import { makeManyThreads } from '../support/store/manyThreads';
import { removeFolder, temporaryFolder } from '../support/store/temporaryFolder';

const threads = Number(process.argv[2] ?? 20_000);
const nowMs = Date.now();
const coldBeforeMs = nowMs - 7 * 864e5;
const everything = { text: '', state: null, project: null } as const;
const folder = temporaryFolder();
const home = path.join(folder, 'home');

function timed<T>(what: string, work: () => T): T {
  const [startedAt, used] = [performance.now(), process.cpuUsage()];
  const result = work();
  const { user, system } = process.cpuUsage(used);
  const [wall, cpu] = [performance.now() - startedAt, (user + system) / 1000].map((ms) => ms.toFixed(1).padStart(9));
  console.log(`${what.padEnd(34)} ${wall ?? ''} ms ${cpu ?? ''} ms of CPU`);
  return result;
}

timed(`make ${threads} threads`, () => makeManyThreads(home, threads, nowMs));
const catalog = openCatalog({ file: path.join(folder, 'data', 'catalog.sqlite'), fs, check: true });
const options = { fs, catalog, home, nowMs, createDecoder, shouldStop: () => false, onProgress: () => undefined };
const sort = { column: 'updated', descending: true } as const;

timed('first scan', () => scanStore(options));
timed('second scan', () => scanStore(options));
timed('third scan', () => scanStore(options));
for (const column of ['updated', 'title', 'onDisk', 'fullSize', 'saved', 'project', 'state'] as const) {
  const query = { filter: everything, sort: { column, descending: true }, coldBeforeMs };
  timed(`page by ${column}, first`, () => catalog.page(query, { offset: 0, limit: 100 }));
  timed(`page by ${column}, last`, () => catalog.page(query, { offset: threads - 100, limit: 100 }));
}
const words = { ...everything, text: 'fix test' };
timed('page of a text filter', () => catalog.page({ filter: words, sort, coldBeforeMs }, { offset: 0, limit: 100 }));
timed('page of one state', () =>
  catalog.page({ filter: { ...everything, state: 'recent' }, sort, coldBeforeMs }, { offset: 0, limit: 100 }),
);
timed('counts by state', () => catalog.counts(everything, coldBeforeMs));
timed('counts by state, text filter', () => catalog.counts(words, coldBeforeMs));
timed('projects', () => catalog.projects());
const ids = timed('all ids', () => catalog.ids({ filter: everything, sort, coldBeforeMs }));
timed('totals of all ids', () => catalog.selection(ids, coldBeforeMs));
timed('rollouts by all ids', () => catalog.rolloutsByIds(ids, coldBeforeMs));
timed('usage', () => catalog.usage({ coldBeforeMs, minAgeMs: 7 * 864e5, disk: null, projects: 50, largest: 8 }));
timed('export of all rows', () => Array.from(catalog.all(coldBeforeMs)).length);
timed('other files', () => measureOther(options));
timed('open with a check', () =>
  openCatalog({ file: path.join(folder, 'data', 'catalog.sqlite'), fs, check: true }).close(),
);
catalog.close();
removeFolder(folder);
