import fs from 'node:fs';
import path from 'node:path';
import type { Catalog } from '#core/catalog/catalog';
import { openCatalog } from '#core/catalog/openCatalog';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { scanStore } from '#core/ops/scanStore';
import type { ScanOptions, ScanResult } from '#core/ops/scanStore';
import { createDecoder } from '#core/zstd/codec';
import { everything } from './catalogRows';
import { STORE_NOW_MS } from './store/makeStore';
import { temporaryFolder } from './store/temporaryFolder';
import type { Cleanup } from './store/temporaryFolder';

export const COLD = STORE_NOW_MS - 7 * 864e5;
export const ID = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
export const NAME = `rollout-2026-01-02T03-04-05-${ID}.jsonl`;
export const DAY = 'sessions/2026/01/02';

export type Lab = {
  readonly home: string;
  readonly catalog: Catalog;
  readonly scan: (more?: Partial<ScanOptions>) => ScanResult;
  readonly ids: () => readonly string[];
  readonly problems: () => Record<string, string>;
};

/** A catalog of its own for a store, and scans into it. */
export function openLab(context: Cleanup, home: string): Lab {
  const catalog = openCatalog({ file: path.join(temporaryFolder(context), 'catalog.sqlite'), fs: nodeFileSystem });
  context.onTestFinished(() => catalog.close());
  const fixed = { fs: nodeFileSystem, catalog, home, nowMs: STORE_NOW_MS, createDecoder };
  return {
    home,
    catalog,
    scan: (more = {}) => scanStore({ ...fixed, shouldStop: () => false, onProgress: () => undefined, ...more }),
    ids: () => catalog.ids({ filter: everything, sort: { column: 'updated', descending: true }, coldBeforeMs: COLD }),
    problems: () => Object.fromEntries(catalog.problems(1000).files.map(({ path: file, kind }) => [file, kind])),
  };
}

/** A rollout of two lines. */
export function rolloutText(message: string, id = ID): string {
  const records = [
    { type: 'session_meta', payload: { id, cwd: '/w/atlas', cli_version: '0.169.0' } },
    { type: 'event_msg', payload: { type: 'user_message', message } },
  ];
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** Writes a file of the store, with an old mtime in whole seconds. */
export function put(home: string, file: string, content: string | Buffer): string {
  const full = path.join(home, file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  fs.writeFileSync(full, content);
  fs.utimesSync(full, 1_700_000_000, 1_700_000_000);
  return full;
}

/** A store with one thread in it. */
export function oneThread(context: Cleanup): Lab & { readonly file: string } {
  const home = path.join(temporaryFolder(context), 'home');
  const file = put(home, `${DAY}/${NAME}`, rolloutText('Hello'));
  return { ...openLab(context, home), file };
}

export const titleOf = ({ catalog }: Lab): string | undefined => catalog.details(ID, COLD)?.title;
