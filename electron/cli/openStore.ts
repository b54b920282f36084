import os from 'node:os';
import path from 'node:path';
import { AppFailure, failure } from '#contract/errors';
import type { Catalog } from '#core/catalog/catalog';
import { catalogFileName, openCatalog } from '#core/catalog/openCatalog';
import { ledgerFileName } from '#core/ledger/ledgerFile';
import { catalogTrouble } from '#core/ops/catalogTrouble';
import { dataDirectory } from '#core/ops/dataDirectory';
import { dataPlace } from '#core/ops/dataPlace';
import { inspectHome } from '#core/ops/findStore';
import { cancelOnBoard, createJobBoard } from '#core/ops/jobBoard';
import { systemEffects } from '#core/systemEffects';
import { createPools } from '../pool/pools';
import type { Pools } from '../pool/pools';
import { formatBytes } from './output';
import { interruption } from './invocation';
import type { Invocation } from './invocation';

export type OpenStore = {
  readonly home: string;
  readonly catalog: Catalog;
  readonly pools: Pools;
  /** Where what is done is written down. */
  readonly ledgerFile: string;
};

/** `--home`, else `$CODEX_HOME`, else `~/.codex`; the real path, so that every way to a store has one catalog. */
function findHome({ common }: Invocation): string {
  const named = common.home ?? process.env['CODEX_HOME'];
  const home = path.resolve(named === undefined || named === '' ? path.join(os.homedir(), '.codex') : named);
  const found = inspectHome(systemEffects.fs, home);
  if (!found.ok) throw new AppFailure(found.error);
  return found.value.home;
}

type Data = { readonly catalog: Catalog; readonly catalogFile: string; readonly ledgerFile: string };

/** Opens the catalog in `--data`, else in the platform's data directory; neither may lie inside the Codex home. */
function openData({ common }: Invocation, home: string): Data {
  const { platform, env } = process;
  const named = path.resolve(common.data ?? dataDirectory({ platform, env, homeDirectory: os.homedir() }));
  const name = catalogFileName(home);
  try {
    const data = dataPlace(systemEffects.fs, named, home);
    if ((systemEffects.fs.lstat(data)?.kind ?? 'directory') !== 'directory') {
      throw failure('INVALID_REQUEST', `--data ${named} is not a folder.`, 'Choose a folder, or one to be made.');
    }
    const catalogFile = path.join(data, name);
    const catalog = openCatalog({ file: catalogFile, fs: systemEffects.fs });
    return { catalog, catalogFile, ledgerFile: path.join(data, ledgerFileName(home)) };
  } catch (error) {
    const trouble = catalogTrouble(path.join(named, name), error);
    throw trouble === null ? error : new AppFailure(trouble);
  }
}

type Scan = { readonly home: string; readonly catalogFile: string; readonly pools: Pools };

async function bringUpToDate({ output, interrupted }: Invocation, { home, catalogFile, pools }: Scan): Promise<void> {
  const board = createJobBoard(0);
  interrupted.addEventListener('abort', () => cancelOnBoard(board));
  const task = { home, catalogFile, measuresOther: false, board };
  const result = await pools.runScan(task, ({ threads, physicalBytes }) => {
    output.progress(`Scanning, ${threads} threads, ${formatBytes(physicalBytes)} so far`);
  });
  output.endProgress();
  if (interrupted.aborted) throw interruption('while scanning. Nothing was changed.');
  if (result.kind === 'failed') throw new AppFailure(result.error);
}

type Opening = {
  /** See createPools. */
  readonly warm: boolean;
  /** What comes before the scan, because it changes what there is to be found. */
  readonly before?: (store: OpenStore) => Promise<void>;
};

/** Opens the store, brings its catalog up to date, runs `work`, and lets go of everything. */
export async function withStore<T>(
  invocation: Invocation,
  { warm, before }: Opening,
  work: (store: OpenStore) => Promise<T>,
): Promise<T> {
  const home = findHome(invocation);
  const { catalog, catalogFile, ledgerFile } = openData(invocation, home);
  const pools = createPools(invocation.workerFile, { warm });
  try {
    if (catalog.rebuilt !== null) invocation.output.note(catalog.rebuilt);
    const store: OpenStore = { home, catalog, pools, ledgerFile };
    await before?.(store);
    await bringUpToDate(invocation, { home, catalogFile, pools });
    return await work(store);
  } finally {
    await pools.close();
    catalog.close();
  }
}
