import { z } from 'zod';
import type { Proofs } from '#contract/health';
import type { LedgerEntry } from '../ledger/entry';
import type { KnownProof, KnownProofs } from '../rollout/knownProofs';
import type { Sql } from './sql';

type ProofColumns = {
  readonly threadId: string;
  readonly outcome: 'proven' | 'no_receipt' | 'corrupt';
  readonly fileBytes: number;
  readonly mtimeNs: string | null;
  readonly sha256: string | null;
  readonly contentBytes: number;
};

/** What an entry proves: a verification, and a swap that left a compressed file, which was read back and compared. */
function proofOf({ body }: LedgerEntry): ProofColumns | null {
  if (body.kind === 'proof') {
    const { threadId, outcome, stamp, sha256, contentBytes } = body;
    return { threadId, outcome, fileBytes: stamp.bytes, mtimeNs: stamp.mtimeNs, sha256, contentBytes };
  }
  const isPress = body.kind === 'swap' && (body.outcome === 'compressed' || body.outcome === 'recompressed');
  if (!isPress) return null;
  const { threadId, afterBytes: fileBytes, mtimeNs, decodedSha256: sha256, sourceBytes: contentBytes } = body;
  return { threadId, outcome: 'proven', fileBytes, mtimeNs, sha256, contentBytes };
}

const COLUMNS = 'seq, at_ms, trigger_by, thread_id, outcome, file_bytes, mtime_ns, sha256, content_bytes';

export function putProof(sql: Sql, entry: LedgerEntry): void {
  const proof = proofOf(entry);
  if (proof === null || entry.body.kind === 'repair') return;
  const { seq, atMs, body } = entry;
  const text = `INSERT OR REPLACE INTO proofs (${COLUMNS})
    VALUES (:seq, :atMs, :trigger, :threadId, :outcome, :fileBytes, :mtimeNs, :sha256, :contentBytes)`;
  sql.run(text, { ...proof, seq, atMs, trigger: body.trigger });
}

const knownProof = z
  .object({
    atMs: z.number(),
    bytes: z.number(),
    mtimeNs: z.string(),
    sha256: z.string(),
    contentBytes: z.number(),
  })
  .transform(({ bytes, mtimeNs, ...proof }): KnownProof => ({ ...proof, stamp: { bytes, mtimeNs } }));

const lastRow = z.object({ atMs: z.number().nullable() });
const asideRow = z.object({ file: z.string() });

/** What the ledger knows of a thread, for its verification: the first proof of each of its files, oldest first. */
export function knownProofsOf(sql: Sql, threadId: string): KnownProofs {
  const first = `SELECT min(seq) FROM proofs
    WHERE thread_id = :threadId AND outcome <> 'corrupt' AND mtime_ns IS NOT NULL AND sha256 IS NOT NULL
    GROUP BY file_bytes, mtime_ns`;
  const proofs = `SELECT at_ms AS atMs, file_bytes AS bytes, mtime_ns AS mtimeNs, sha256, content_bytes AS contentBytes
    FROM proofs WHERE seq IN (${first}) ORDER BY seq`;
  const last = "SELECT max(at_ms) AS atMs FROM proofs WHERE thread_id = :threadId AND outcome <> 'corrupt'";
  const asides = 'SELECT file FROM asides WHERE thread_id = :threadId ORDER BY seq';
  return sql.read(() => ({
    proofs: z.array(knownProof).parse(sql.all(proofs, { threadId })),
    lastAtMs: lastRow.parse(sql.get(last, { threadId })).atMs,
    asides: z
      .array(asideRow)
      .parse(sql.all(asides, { threadId }))
      .map(({ file }) => file),
  }));
}

const lastProofRow = z.object({
  atMs: z.number(),
  outcome: z.enum(['proven', 'no_receipt', 'corrupt']),
  sha256: z.string().nullable(),
  contentBytes: z.number(),
  bytes: z.number(),
  mtimeNs: z.string().nullable(),
});

/** A complete decoding, good or bad: when, what came out, and of which file (its bytes and mtime). */
export type LastProof = z.infer<typeof lastProofRow>;

/** `null`: this thread was never proven. */
export function lastProofOf(sql: Sql, threadId: string): LastProof | null {
  const text = `SELECT at_ms AS atMs, outcome, sha256, content_bytes AS contentBytes, file_bytes AS bytes, mtime_ns AS mtimeNs
    FROM proofs WHERE thread_id = :threadId ORDER BY seq DESC LIMIT 1`;
  return lastProofRow.optional().parse(sql.get(text, { threadId })) ?? null;
}

/** Compressed threads, each with the last proof of the file that stands there now. */
const STANDING = `SELECT r.id AS id, r.file_bytes AS bytes,
    (SELECT p.seq FROM proofs AS p WHERE p.thread_id = r.id AND p.file_bytes = r.file_bytes AND p.mtime_ns = r.mtime_ns
      ORDER BY p.seq DESC LIMIT 1) AS proof
  FROM rollouts AS r WHERE r.representation = 'compressed'`;

const sumsRow = z.object({
  compressedThreads: z.number(),
  provenThreads: z.number(),
  unprovenBytes: z.number(),
  oldestAtMs: z.number().nullable(),
  newestAtMs: z.number().nullable(),
});

/** How much of what stands compressed now was proven by a complete decoding of that very file, and when. */
export function proofSums(sql: Sql): Omit<Proofs, 'scrubbedBytes' | 'scrubBudgetBytes'> {
  const text = `SELECT count(*) AS compressedThreads, count(p.seq) AS provenThreads,
      coalesce(sum(s.bytes) FILTER (WHERE p.seq IS NULL), 0) AS unprovenBytes,
      min(p.at_ms) AS oldestAtMs, max(p.at_ms) AS newestAtMs
    FROM (${STANDING}) AS s LEFT JOIN proofs AS p ON p.seq = s.proof AND p.outcome <> 'corrupt'`;
  return sumsRow.parse(sql.get(text));
}

const leastRow = z.object({ id: z.string(), atMs: z.number().nullable(), bytes: z.number() });

/** A compressed thread, when the file that stands there was last proven, and its decoded bytes as far as known. */
export type LeastProven = z.infer<typeof leastRow>;

/** The compressed threads whose proof is oldest, those without any first; those known as corrupt are not among them. */
export function leastProven(sql: Sql, limit: number): readonly LeastProven[] {
  const text = `SELECT s.id AS id, p.at_ms AS atMs, coalesce(r.logical_bytes, s.bytes) AS bytes
    FROM (${STANDING}) AS s JOIN rollouts AS r ON r.id = s.id LEFT JOIN proofs AS p ON p.seq = s.proof
    WHERE p.outcome IS NULL OR p.outcome <> 'corrupt' ORDER BY coalesce(p.at_ms, 0), s.bytes, s.id LIMIT :limit`;
  return z.array(leastRow).parse(sql.all(text, { limit }));
}

/** The compressed threads whose file, as it stands now, did not decode or match when it was last read. */
export function corruptThreads(sql: Sql): readonly string[] {
  const text = `SELECT s.id AS id FROM (${STANDING}) AS s JOIN proofs AS p ON p.seq = s.proof
    WHERE p.outcome = 'corrupt' ORDER BY s.id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(sql.all(text))
    .map(({ id }) => id);
}

const bytesRow = z.object({ bytes: z.number() });

/** Decoded bytes that the scheduled scrub has read since then. */
export function scrubbedBytes(sql: Sql, sinceMs: number): number {
  const text = `SELECT coalesce(sum(content_bytes), 0) AS bytes FROM proofs
    WHERE trigger_by = 'scrub' AND at_ms > :sinceMs`;
  return bytesRow.parse(sql.get(text, { sinceMs })).bytes;
}
