import path from 'node:path';
import type { AppError } from '#contract/errors';
import { AppFailure } from '#contract/errors';
import { openCatalog } from '#core/catalog/openCatalog';
import type { Catalog } from '#core/catalog/catalog';
import { ledgerFileName } from '#core/ledger/ledgerFile';
import { catalogTrouble } from '#core/ops/catalogTrouble';
import { isCancelled } from '#core/ops/jobBoard';
import { measureOther } from '#core/ops/measureOther';
import { scanStore } from '#core/ops/scanStore';
import { checkLedger, syncLedger } from '#core/ops/syncLedger';
import { describeError } from '#core/rollout/outcome';
import { systemEffects } from '#core/systemEffects';
import { createDecoder } from '#core/zstd/codec';
import type { ScanTask } from './tasks';

/** How far a scan is. `measuring`: all threads are in, Codex's other files are being added up. */
export type ScanProgress = {
  readonly phase: 'threads' | 'measuring';
  readonly threads: number;
  readonly physicalBytes: number;
};

export type ScanTaskResult = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly error: AppError };

/** Trouble with the ledger ends no scan: Activity says it to whoever looks there. */
function indexLedger({ home, catalogFile, measuresOther }: ScanTask, catalog: Catalog): void {
  const file = path.join(path.dirname(catalogFile), ledgerFileName(home));
  const sync = { fs: systemEffects.fs, file, index: catalog.ledger };
  try {
    catalog.useHome(home); // else the scan would, and take away what is indexed here
    if (measuresOther) checkLedger(sync);
    else syncLedger(sync);
  } catch (error) {
    console.error('the ledger could not be read:', describeError(error));
  }
}

function scan({ home, board, port, measuresOther }: ScanTask, catalog: Catalog): void {
  const { fs, clock } = systemEffects;
  const shouldStop = (): boolean => isCancelled(board);
  const tell = (progress: ScanProgress): void => port.postMessage(progress);
  const { threads, physicalBytes, complete } = scanStore({
    fs,
    catalog,
    home,
    nowMs: clock.nowMs(),
    createDecoder,
    shouldStop,
    onProgress: (progress) =>
      tell({ phase: 'threads', threads: progress.threads, physicalBytes: progress.physicalBytes }),
  });
  if (!complete || !measuresOther) return;
  tell({ phase: 'measuring', threads, physicalBytes });
  const files = measureOther({ fs, home, shouldStop });
  if (files !== null) catalog.setOtherFiles(files);
}

type Kept = { readonly file: string; readonly ino: bigint | undefined; readonly catalog: Catalog };

/** Made with the first scan and kept for the next: libsql gives a connection's descriptors back only when it likes. */
let kept: Kept | null = null;

function inoOf(file: string): bigint | undefined {
  return systemEffects.fs.lstat(file)?.ino;
}

function letGo(): void {
  kept?.catalog.close();
  kept = null;
}

/** The catalog in this very file; one that was made anew in its place is opened anew. */
function catalogIn(file: string): Catalog {
  if (kept?.file === file && kept.ino === inoOf(file)) return kept.catalog;
  letGo();
  const catalog = openCatalog({ file, fs: systemEffects.fs });
  kept = { file, ino: inoOf(file), catalog };
  return catalog;
}

/** Scans a store with a catalog connection of its own, so that readers elsewhere see the rows as they come. */
export function runScan(task: ScanTask): ScanTaskResult {
  try {
    const catalog = catalogIn(task.catalogFile);
    indexLedger(task, catalog);
    scan(task, catalog);
    return { kind: 'done' };
  } catch (error) {
    letGo();
    if (error instanceof AppFailure) return { kind: 'failed', error: error.appError };
    const trouble = catalogTrouble(task.catalogFile, error);
    if (trouble !== null) return { kind: 'failed', error: trouble };
    const hint = 'Check that the disk is connected and not full, then scan again.';
    return {
      kind: 'failed',
      error: { code: 'INTERNAL', message: `The scan broke off: ${describeError(error)}`, hint },
    };
  }
}
