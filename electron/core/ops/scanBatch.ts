import type { Catalog } from '../catalog/catalog';

export type ScanProgress = { readonly threads: number; readonly physicalBytes: number; readonly revision: number };

/** Collects a scan's changes and writes them together, so that results appear while it runs and writing stays cheap. */
export type ScanBatch = {
  readonly add: (change: () => void) => void;
  readonly flush: () => void;
  readonly count: (physicalBytes: number) => void;
  readonly progress: () => ScanProgress;
};

const MAX_CHANGES = 250;
const MAX_WAIT_MS = 200;
/** Ten progress events a second at most. */
const TELL_EVERY_MS = 100;

export function createBatch(catalog: Catalog, onProgress: (progress: ScanProgress) => void): ScanBatch {
  let changes: (() => void)[] = [];
  let flushedAt = performance.now();
  let toldAt = Number.NEGATIVE_INFINITY;
  let threads = 0;
  let bytes = 0;
  let revision = catalog.revision();

  function flush(): void {
    flushedAt = performance.now();
    if (changes.length === 0) return;
    const pending = changes;
    changes = [];
    revision = catalog.write(() => {
      for (const change of pending) change();
    });
  }

  function flushIfDue(now: number): void {
    if (changes.length >= MAX_CHANGES || now - flushedAt >= MAX_WAIT_MS) flush();
  }

  const progress = (): ScanProgress => ({ threads, physicalBytes: bytes, revision });

  return {
    add: (change) => {
      changes.push(change);
    },
    flush,
    count: (physicalBytes) => {
      threads += 1;
      bytes += physicalBytes;
      const now = performance.now();
      flushIfDue(now);
      if (now - toldAt < TELL_EVERY_MS) return;
      toldAt = now;
      onProgress(progress());
    },
    progress,
  };
}
