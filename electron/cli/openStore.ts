import os from 'node:os';
import path from 'node:path';
import { AppFailure, failure } from '#contract/errors';
import type { Catalog } from '#core/catalog/catalog';
import { catalogFileName, openCatalog } from '#core/catalog/openCatalog';
import { dataDirectory } from '#core/ops/dataDirectory';
import { inspectHome } from '#core/ops/findStore';
import { createJobBoard } from '#core/ops/jobBoard';
import { systemEffects } from '#core/systemEffects';
import { createPools } from '../pool/pools';
import type { Pools } from '../pool/pools';
import { formatBytes } from './output';
import type { Invocation } from './invocation';

export type OpenStore = { readonly home: string; readonly catalog: Catalog; readonly pools: Pools };

/** `--home`, else `$CODEX_HOME`, else `~/.codex`; the real path, so that every way to a store has one catalog. */
function findHome({ common }: Invocation): string {
  const named = common.home ?? process.env['CODEX_HOME'];
  const home = path.resolve(named === undefined || named === '' ? path.join(os.homedir(), '.codex') : named);
  const found = inspectHome(systemEffects.fs, home);
  if (!found.ok) throw new AppFailure(found.error);
  return found.value.home;
}

/** Where a folder really is, or will be once it is made: the real path of the part that exists, and the rest. */
function realFolder(folder: string): string {
  const { fs } = systemEffects;
  const parent = path.dirname(folder);
  if (parent === folder || fs.lstat(folder) !== null) return fs.realpath(folder);
  return path.join(realFolder(parent), path.basename(folder));
}

function findData({ common }: Invocation, home: string): string {
  const { platform, env } = process;
  const data = common.data ?? dataDirectory({ platform, env, homeDirectory: os.homedir() });
  const resolved = realFolder(path.resolve(data));
  if (resolved !== home && !resolved.startsWith(home + path.sep)) return resolved;
  throw failure('INVALID_REQUEST', `--data ${data} lies inside the Codex home.`, 'Choose a folder outside of it.');
}

type Scan = { readonly home: string; readonly catalogFile: string; readonly pools: Pools };

async function bringUpToDate({ output }: Invocation, { home, catalogFile, pools }: Scan): Promise<void> {
  const board = createJobBoard(0);
  const task = { home, catalogFile, measuresOther: false, board };
  const result = await pools.runScan(task, ({ threads, physicalBytes }) => {
    output.progress(`Scanning, ${threads} threads, ${formatBytes(physicalBytes)} so far`);
  });
  output.endProgress();
  if (result.kind === 'failed') throw new AppFailure(result.error);
}

/** Opens the store, brings its catalog up to date, runs `work`, and lets go of everything. */
export async function withStore<T>(invocation: Invocation, work: (store: OpenStore) => Promise<T>): Promise<T> {
  const home = findHome(invocation);
  const data = findData(invocation, home);
  const catalogFile = path.join(data, catalogFileName(home));
  const catalog = openCatalog({ file: catalogFile, fs: systemEffects.fs });
  const pools = createPools(invocation.workerFile);
  try {
    if (catalog.rebuilt !== null) invocation.output.note(catalog.rebuilt);
    await bringUpToDate(invocation, { home, catalogFile, pools });
    return await work({ home, catalog, pools });
  } finally {
    await pools.close();
    catalog.close();
  }
}
