import type { DemoOptions } from './options';
import type { DemoThread } from './plan';

/** What a store was made of. */
export type DemoManifest = { readonly options: DemoOptions; readonly threads: readonly DemoThreadFacts[] };

/** One written thread. Facts about content are about the plain content, whatever the file is. */
export type DemoThreadFacts = Pick<
  DemoThread,
  | 'id'
  | 'kind'
  | 'historyMode'
  | 'cliVersion'
  | 'cold'
  | 'archived'
  | 'relation'
  | 'title'
  | 'name'
  | 'cwd'
  | 'branch'
  | 'model'
  | 'originator'
  | 'needle'
  | 'toolNeedle'
> & {
  /** Relative to the store, with slashes. */
  readonly path: string;
  readonly representation: 'plain' | 'compressed';
  readonly contentBytes: number;
  readonly sha256: string;
  /** Bytes of the file. */
  readonly fileBytes: number;
  readonly mtimeNs: bigint;
  /** Permission bits. */
  readonly mode: number;
  readonly parentId: string | null;
  /** Where a paginated fork goes on from in its parent. */
  readonly historyBase: { readonly endOrdinal: number; readonly endBytes: number } | null;
  /** Bytes that a legacy fork copied from its parent. */
  readonly copiedBytes: number;
  /** task_started events in the file: of a paginated fork, its own only. */
  readonly turns: number;
};
