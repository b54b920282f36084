import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ThreadColumn } from '#contract/thread';
import { openCatalog } from '#core/catalog/openCatalog';
import type { CatalogRollout } from '#core/catalog/rolloutRow';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { threadState } from '#core/model/coldPolicy';
import { problem } from '#core/model/problem';
import { folded } from '#core/model/threadTitle';
import { byUpdate, everything, idOf, openWith, rollout } from '../../../support/catalogRows';

describe('pages', () => {
  test('give a row with what the window shows', (context) => {
    const catalog = openWith(context, [
      rollout(1, {
        representation: 'compressed',
        physicalBytes: 40,
        logicalBytes: 100,
        name: 'A name',
        archived: true,
      }),
    ]);
    expect(catalog.page({ filter: everything, sort: byUpdate, coldBeforeMs: 0 }, { offset: 0, limit: 10 })).toEqual({
      revision: 1,
      total: 1,
      rows: [
        {
          id: idOf(1),
          title: 'A name',
          project: 'atlas',
          updatedAtMs: 1000,
          representation: 'compressed',
          state: 'compressed',
          archived: true,
          physicalBytes: 40,
          logicalBytes: 100,
          savedBytes: 60,
          problem: null,
        },
      ],
    });
  });

  test('of any sort and filter are those of a plain list', () => {
    const some = fc.record({
      representation: fc.constantFrom('plain', 'compressed', 'both'),
      mtimeNs: fc.bigInt(0n, 9n).map((ms) => ms * 1_000_000n),
      physicalBytes: fc.nat(3),
      logicalBytes: fc.option(fc.nat(5)),
      title: fc.constantFrom(null, 'Ärger im Büro', 'zebra', 'Äpfel', 'alpha'),
      name: fc.constantFrom(null, 'Αθήνα', 'beta'),
      cwd: fc.constantFrom(null, '/a/one', '/b/Two', '/c/one'),
      inUse: fc.boolean(),
      problem: fc.constantFrom(null, null, problem('damaged', 'It is damaged.')),
    } as const);
    const query = fc.record({
      text: fc.constantFrom('', 'ÄRGER', 'büro im', 'αθήνα', 'one', 'main', 'nothing', '0190AAAA'),
      state: fc.option(fc.constantFrom('in_use', 'recent', 'cold', 'compressed', 'unclear')),
      project: fc.option(fc.constantFrom('one', 'Two', '(no folder)')),
      column: fc.constantFrom<ThreadColumn>('title', 'project', 'updated', 'onDisk', 'fullSize', 'saved', 'state'),
      descending: fc.boolean(),
      cold: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 25 }), query, (facts, { cold, column, descending, ...filter }) => {
        const rows = facts.map((fact, n) => rollout(n, fact as Partial<CatalogRollout>));
        const catalog = openCatalog({ file: ':memory:', fs: nodeFileSystem });
        catalog.write(() => rows.forEach((row) => catalog.put(row)));
        const expected = expectedIds(rows, { cold, filter });
        const sort = { column, descending };
        const ids = catalog.ids({ filter, sort, coldBeforeMs: cold });
        expect([...ids].sort()).toEqual([...expected].sort());
        const pages = Array.from({ length: Math.ceil(ids.length / 7) + 1 }, (_, index) =>
          catalog.page({ filter, sort, coldBeforeMs: cold }, { offset: index * 7, limit: 7 }),
        );
        expect(pages.flatMap((page) => page.rows.map((row) => row.id))).toEqual(ids);
        expect(pages.every((page) => page.total === ids.length)).toBe(true);
        const reversed = catalog.ids({ filter, sort: { column, descending: !descending }, coldBeforeMs: cold });
        expect([...reversed].reverse()).toEqual(ids);
        const counts = catalog.counts({ ...filter, state: null }, cold);
        expect(filter.state === null ? Object.values(counts).reduce((a, b) => a + b) : counts[filter.state]).toBe(
          ids.length,
        );
        catalog.close();
      }),
      { numRuns: 150 },
    );
  });

  test('are in the order of their column', (context) => {
    const catalog = openWith(context, [
      rollout(1, { title: 'beta', physicalBytes: 3, logicalBytes: null }),
      rollout(2, { title: 'Alpha', physicalBytes: 1, logicalBytes: 9, mtimeNs: 5_000_000n }),
      rollout(3, { title: 'ÄPFEL', name: 'zoo', physicalBytes: 2, problem: problem('damaged', 'x') }),
    ]);
    const order = (column: ThreadColumn): readonly string[] =>
      catalog.ids({ filter: everything, sort: { column, descending: false }, coldBeforeMs: 10 });
    expect(order('title')).toEqual([2, 1, 3].map(idOf));
    expect(order('onDisk')).toEqual([2, 3, 1].map(idOf));
    expect(order('fullSize')).toEqual([1, 2, 3].map(idOf));
    expect(order('updated')).toEqual([2, 1, 3].map(idOf));
    expect(order('state')).toEqual([2, 1, 3].map(idOf));
  });
});

type Wanted = {
  readonly cold: number;
  readonly filter: { readonly text: string; readonly state: string | null; readonly project: string | null };
};

/** The same filter in plain words, on a list. */
function expectedIds(rows: readonly CatalogRollout[], { cold, filter }: Wanted): readonly string[] {
  const words = folded(filter.text).split(' ');
  return rows
    .filter((row) => {
      const project = row.meta?.cwd?.split('/').at(-1) ?? '(no folder)';
      const updatedAtMs = Number(row.mtimeNs / 1_000_000n);
      const { representation, inUse } = row;
      const state = threadState({ representation, inUse, hasProblem: row.problem !== null, updatedAtMs }, cold);
      const text = folded(`${row.name ?? ''} ${row.title ?? ''} ${project} ${row.meta?.cwd ?? ''} main ${row.id}`);
      return (
        words.every((word) => text.includes(word)) &&
        (filter.state === null || filter.state === state) &&
        (filter.project === null || filter.project === project)
      );
    })
    .map((row) => row.id);
}
