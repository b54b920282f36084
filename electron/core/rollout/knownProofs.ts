import type { FileState } from '../ports';

/** A complete decoding that the ledger knows of: of which file, when, and what came out. */
export type KnownProof = {
  readonly atMs: number;
  readonly stamp: { readonly bytes: number; readonly mtimeNs: string };
  readonly sha256: string;
  readonly contentBytes: number;
};

/**
 * What the ledger knows of a thread when a verification is planned; passed into its task, so that a pool thread needs
 * no database. `proofs`: the first proof of each of its files. `lastAtMs`: when any file of it was last proven.
 */
export type KnownProofs = {
  readonly proofs: readonly KnownProof[];
  readonly lastAtMs: number | null;
  /** Copies that were set aside into the data directory. */
  readonly asides: readonly string[];
};

export const NOTHING_KNOWN: KnownProofs = { proofs: [], lastAtMs: null, asides: [] };

/** The first proof of this very file, wherever it has been moved since. */
export function firstProofOf({ proofs }: KnownProofs, { size, mtimeNs }: FileState): KnownProof | null {
  const isOf = ({ stamp }: KnownProof): boolean => stamp.bytes === Number(size) && stamp.mtimeNs === mtimeNs.toString();
  const [first] = proofs.filter(isOf).sort((a, b) => a.atMs - b.atMs);
  return first ?? null;
}

/** A day in UTC, for sentences: `2026-11-24`. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

export function lastProofWords({ lastAtMs }: KnownProofs): string {
  return lastAtMs === null ? 'It has never been proven before.' : `It was last proven whole on ${dayOf(lastAtMs)}.`;
}

/** Whether the content stands anywhere outside the store. */
export function asideWords({ asides }: KnownProofs): string {
  const [aside] = asides;
  if (aside !== undefined) return `A copy was set aside: ${aside}.`;
  return 'No other copy is known to Coldpress; restore it from a backup.';
}
