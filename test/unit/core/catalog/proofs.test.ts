import { expect, it } from 'vitest';
import type { CatalogRollout } from '#core/catalog/rolloutRow';
import { idOf, rollout } from '../../../support/catalogRows';
import { indexLab } from '../../../support/ledgerIndexLab';
import { aside, kept, proof, SHA, swap } from '../ledger/support/bodies';

const A = idOf(1);
const B = idOf(2);
const C = idOf(3);
const OTHER = 'cd'.repeat(32);

/** Compressed, 200 bytes, mtime 1,000,000,007 ns: the file that `proof()` proves. */
function pressed(n: number, more: Partial<CatalogRollout> = {}): CatalogRollout {
  return rollout(n, { representation: 'compressed', fileBytes: 200, ...more });
}

it('gives for a verification the first proof of each file of a thread, and when it was last found whole', (context) => {
  const lab = indexLab(context);
  const first = { threadId: A, outcome: 'no_receipt' } as const;
  lab.record([proof(first)], 1000);
  lab.record([proof({ ...first, outcome: 'proven' }), proof({ threadId: B })], 2000);
  lab.record([proof({ ...first, stamp: { bytes: 300, mtimeNs: '9' }, sha256: OTHER, contentBytes: 1500 })], 3000);
  lab.record([proof({ threadId: A, outcome: 'corrupt', sha256: null, damage: 'checksum' })], 4000);
  expect(lab.catalog.ledger.knownProofs(A)).toEqual({
    proofs: [
      { atMs: 1000, stamp: { bytes: 200, mtimeNs: '1000000007' }, sha256: SHA, contentBytes: 1000 },
      { atMs: 3000, stamp: { bytes: 300, mtimeNs: '9' }, sha256: OTHER, contentBytes: 1500 },
    ],
    lastAtMs: 3000,
    asides: [],
  });
  expect(lab.catalog.ledger.knownProofs(C)).toEqual({ proofs: [], lastAtMs: null, asides: [] });
});

it('takes a swap that left a compressed file as a proof of it, and no other swap', (context) => {
  const lab = indexLab(context);
  lab.record([swap({ threadId: A, mtimeNs: '7', afterBytes: 200 })], 1000);
  lab.record([
    swap({ threadId: B, jobKind: 'restore', outcome: 'restored' }),
    swap({ threadId: C, outcome: 'failed', reason: 'EIO' }),
  ]);
  expect(lab.catalog.ledger.knownProofs(A)).toEqual({
    proofs: [{ atMs: 1000, stamp: { bytes: 200, mtimeNs: '7' }, sha256: SHA, contentBytes: 1000 }],
    lastAtMs: 1000,
    asides: [],
  });
  expect([B, C].map((id) => lab.catalog.ledger.lastProof(id))).toEqual([null, null]);
});

it('says of a thread what came out when it was last read', (context) => {
  const lab = indexLab(context);
  lab.record([proof({ threadId: A })], 1000);
  lab.record([proof({ threadId: A, outcome: 'corrupt', sha256: null, damage: 'checksum', contentBytes: 3 })], 2000);
  expect(lab.catalog.ledger.lastProof(A)).toEqual({
    atMs: 2000,
    outcome: 'corrupt',
    sha256: null,
    contentBytes: 3,
    bytes: 200,
    mtimeNs: '1000000007',
  });
});

it('counts as proven only files that stand now as they were read, and names the rest first', (context) => {
  const lab = indexLab(context, [
    pressed(1),
    pressed(2),
    pressed(3, { fileBytes: 201 }),
    pressed(4, { mtimeNs: 8n }),
    pressed(5),
    pressed(6),
    rollout(7),
  ]);
  const ids = [1, 2, 3, 4, 5].map(idOf);
  lab.record([proof({ threadId: idOf(2) })], 1000);
  lab.record(
    [1, 3, 4].map((n) => proof({ threadId: idOf(n) })),
    2000,
  );
  lab.record([proof({ threadId: idOf(5), outcome: 'corrupt', sha256: null, damage: 'checksum' })], 3000);
  expect(lab.catalog.ledger.proofSums()).toEqual({
    compressedThreads: 6,
    provenThreads: 2,
    unprovenBytes: 201 + 200 + 200 + 200,
    oldestAtMs: 1000,
    newestAtMs: 2000,
  });
  const leastProven = (limit: number) => lab.catalog.ledger.leastProven(limit).map(({ id }) => id);
  expect(leastProven(10)).toEqual([idOf(4), idOf(6), idOf(3), idOf(2), idOf(1)]);
  expect(leastProven(2)).toEqual([idOf(4), idOf(6)]);
  expect(lab.catalog.ledger.corruptThreads()).toEqual([ids[4]]);
});

it('adds up what the scheduled scrub alone has read since then', (context) => {
  const lab = indexLab(context);
  const scrub = proof({ trigger: 'scrub', contentBytes: 70 });
  lab.record([scrub], 1000);
  lab.record([scrub, scrub, proof({ contentBytes: 5 })], 2000);
  expect([0, 1000, 2000].map((since) => lab.catalog.ledger.scrubbedBytes(since))).toEqual([210, 140, 0]);
});

it('knows what was set aside and not put back, and what is kept as it is', (context) => {
  const lab = indexLab(context);
  lab.record(
    [aside({ threadId: A }), aside({ threadId: B, asideId: 'a2', file: 'two' }), kept('f1'), kept('f1')],
    1000,
  );
  lab.record([aside({ threadId: A, action: 'put_back' })], 2000);
  expect(lab.catalog.ledger.asides()).toEqual([
    expect.objectContaining({ asideId: 'a2', atMs: 1000, threadId: B, file: 'two', mtimeNs: '5', mode: '600' }),
  ]);
  expect(lab.catalog.ledger.knownProofs(B).asides).toEqual(['two']);
  expect(lab.catalog.ledger.knownProofs(A).asides).toEqual([]);
  expect([...lab.catalog.ledger.keptFindings()]).toEqual(['f1']);
});
