import fs from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { describe, expect, test } from 'vitest';
import { catalogFileName, openCatalog } from '#core/catalog/openCatalog';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { idOf, idsIn, openWith, rollout } from '../../../support/catalogRows';
import { temporaryFolder } from '../../../support/store/temporaryFolder';

/** The file of a catalog with 200 rows, all of them in the file itself. */
function goodCatalog(folder: string): string {
  const file = path.join(folder, 'good.sqlite');
  const catalog = openCatalog({ file, fs: nodeFileSystem });
  catalog.write(() => {
    for (let n = 0; n < 200; n++) catalog.put(rollout(n));
  });
  catalog.close();
  new Database(file).exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return file;
}

describe('opening', () => {
  test('makes the folder and the file, private to the user, and finds everything again', (context) => {
    const folder = temporaryFolder(context);
    const file = path.join(folder, 'new', catalogFileName('/home/mira/.codex'));
    const first = openCatalog({ file, fs: nodeFileSystem, check: true });
    first.write(() => first.put(rollout(1)));
    expect(first.rebuilt).toBeNull();
    first.close();
    expect(fs.statSync(path.dirname(file)).mode & 0o077).toBe(0);
    const second = openCatalog({ file, fs: nodeFileSystem, check: true });
    expect([second.rebuilt, second.revision(), idsIn(second)]).toEqual([null, 1, [idOf(1)]]);
    second.close();
  });

  test.for([
    ['text', (file) => fs.writeFileSync(file, 'this is no database '.repeat(500))],
    ['cut in half', (file) => fs.truncateSync(file, fs.statSync(file).size >> 1)],
    [
      'overwritten in the middle',
      (file) => {
        const bytes = fs.readFileSync(file);
        fs.writeFileSync(file, bytes.fill(0x5a, 4096, bytes.length - 4096));
      },
    ],
    ['of a newer Coldpress', (file) => new Database(file).exec('PRAGMA user_version = 99')],
  ] as readonly (readonly [string, (file: string) => unknown])[])(
    'a catalog that is %s begins it anew and says so',
    ([, spoil], context) => {
      const folder = temporaryFolder(context);
      const file = path.join(folder, 'spoilt.sqlite');
      fs.copyFileSync(goodCatalog(folder), file);
      spoil(file);
      const catalog = openCatalog({ file, fs: nodeFileSystem, check: true });
      expect(catalog.rebuilt).toMatch(/built anew/);
      catalog.write(() => catalog.put(rollout(7)));
      expect(idsIn(catalog)).toEqual([idOf(7)]);
      catalog.close();
    },
  );

  test('a catalog whose folder is a file is an error, not a rebuild', (context) => {
    const folder = temporaryFolder(context);
    fs.writeFileSync(path.join(folder, 'data'), '');
    expect(() => openCatalog({ file: path.join(folder, 'data', 'c.sqlite'), fs: nodeFileSystem })).toThrow();
  });

  test('two connections see each other, with one revision for each write', (context) => {
    const file = path.join(temporaryFolder(context), 'catalog.sqlite');
    const [one, two] = [openCatalog({ file, fs: nodeFileSystem }), openCatalog({ file, fs: nodeFileSystem })];
    expect(one.write(() => one.put(rollout(1)))).toBe(1);
    expect(two.write(() => two.put(rollout(2)))).toBe(2);
    expect([one.revision(), idsIn(one)]).toEqual([2, [idOf(1), idOf(2)]]);
    expect(() =>
      one.write(() => {
        one.put(rollout(3));
        throw new Error('in the middle');
      }),
    ).toThrow('in the middle');
    expect([two.revision(), idsIn(two)]).toEqual([2, [idOf(1), idOf(2)]]);
    one.close();
    two.close();
  });

  test('a catalog of another home is emptied, but its revision goes on', (context) => {
    const catalog = openWith(context);
    catalog.useHome('/a');
    catalog.write(() => catalog.put(rollout(1)));
    catalog.useHome('/a');
    expect(idsIn(catalog)).toEqual([idOf(1)]);
    const before = catalog.revision();
    catalog.useHome('/b');
    expect(idsIn(catalog)).toEqual([]);
    expect(catalog.revision()).toBeGreaterThan(before);
  });
});
