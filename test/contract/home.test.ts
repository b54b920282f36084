import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { temporaryFolder } from '../support/store/temporaryFolder';
import { coldpress } from './support/coldpress';
import type { Run, RunOptions } from './support/coldpress';
import { documentOf, errorDocument, scanDocument } from './support/documents';

let store: TestStore;
let other: TestStore;

beforeAll(async () => {
  [store, other] = await Promise.all([makeStore({ threads: 2, bytes: 80e3 }), makeStore({ threads: 3, bytes: 120e3 })]);
});

afterAll(() => {
  store.remove();
  other.remove();
});

async function homeOf(args: readonly string[], options: RunOptions): Promise<string> {
  const run = await coldpress(['scan', '--json', ...args], options);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  return documentOf(scanDocument, run).home;
}

describe('the store is', () => {
  it('the folder of --home, before CODEX_HOME, before .codex in HOME', async (context) => {
    const user = temporaryFolder(context);
    fs.cpSync(other.home, path.join(user, '.codex'), { recursive: true });
    const data = { COLDPRESS_DATA: path.join(user, 'data') };
    const args = ['--home', store.home];
    expect(await homeOf(args, { env: { ...data, CODEX_HOME: other.home, HOME: user } })).toBe(store.home);
    expect(await homeOf([], { env: { ...data, CODEX_HOME: other.home, HOME: user } })).toBe(other.home);
    expect(await homeOf([], { env: { ...data, CODEX_HOME: '', HOME: user } })).toBe(path.join(user, '.codex'));
    expect(await homeOf([], { env: { ...data, HOME: user } })).toBe(path.join(user, '.codex'));
  });

  it('where a relative path or a link leads', async (context) => {
    const folder = temporaryFolder(context);
    fs.symlinkSync(store.home, path.join(folder, 'link'));
    const env = { COLDPRESS_DATA: path.join(folder, 'data') };
    expect(await homeOf(['--home', 'link'], { cwd: folder, env })).toBe(store.home);
    expect(fs.readdirSync(path.join(folder, 'data')).filter((name) => name.endsWith('.sqlite'))).toHaveLength(1);
  });
});

describe('what is no store ends with status 3, and says what it is and what to do', () => {
  const choose = /Choose the folder where Codex keeps its data/;
  const places = [
    { what: 'nothing', code: 'STORE_NOT_FOUND', make: () => undefined, message: 'There is nothing at' },
    {
      what: 'a file',
      code: 'NOT_A_DIRECTORY',
      make: (at: string) => fs.writeFileSync(at, 'x'),
      message: 'is not a folder',
    },
    {
      what: 'an empty folder',
      code: 'NOT_A_CODEX_HOME',
      make: (at: string) => fs.mkdirSync(at),
      message: 'nothing in it is from Codex',
    },
    {
      what: 'a folder of other things',
      code: 'NOT_A_CODEX_HOME',
      make: (at: string) => fs.mkdirSync(path.join(at, 'notes'), { recursive: true }),
      message: 'nothing in it is from Codex',
    },
    {
      what: 'a link to nothing',
      code: 'STORE_NOT_FOUND',
      make: (at: string) => fs.symlinkSync('gone', at),
      message: 'There is nothing at',
    },
  ];

  it.each(places)('$what', async ({ code, make, message }) => {
    const folder = temporaryFolder();
    const place = path.join(folder, 'place');
    make(place);
    const before = fs.readdirSync(folder, { recursive: true });
    for (const command of [['scan'], ['compress', '--all'], ['restore', '--all']]) {
      const env = { COLDPRESS_DATA: path.join(folder, 'data') };
      const run = await coldpress([...command, '--json', '--home', place], { env });
      expect(run.status).toBe(3);
      const said = { message: expect.stringContaining(message), hint: expect.stringMatching(choose) };
      expect(documentOf(errorDocument, run)).toEqual({ error: { code, ...said, path: place } });
    }
    expect(fs.readdirSync(folder, { recursive: true })).toEqual(before);
    fs.rmSync(folder, { recursive: true });
  });

  it('no ~/.codex at all', async (context) => {
    const HOME = temporaryFolder(context);
    const run = await coldpress(['scan'], { env: { HOME } });
    expect(run).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining(path.join(HOME, '.codex')) });
    expect(fs.readdirSync(HOME)).toEqual([]);
  });
});

it('a store without any thread is a store', async (context) => {
  const home = temporaryFolder(context);
  fs.writeFileSync(path.join(home, 'config.toml'), '');
  const env = { COLDPRESS_DATA: temporaryFolder(context) };
  const scanned = documentOf(scanDocument, await coldpress(['scan', '--json', '--home', home], { env }));
  const totals = { threads: 0, plain: 0, compressed: 0, physicalBytes: 0, logicalBytes: 0, savedBytes: 0 };
  expect(scanned).toEqual({ home, threads: [], totals, leftAlone: { total: 0, files: [] } });
  for (const command of ['compress', 'restore']) {
    const run = await coldpress([command, '--all', '--home', home], { env });
    expect(run).toMatchObject({ status: 0, stdout: expect.stringMatching(/^0 of 0 threads/), stderr: '' });
  }
});

describe('the data folder', () => {
  const dataArgs = (data: string): readonly string[] => ['scan', '--home', store.home, '--data', data];

  function expectRefused(run: Run, words: RegExp): void {
    expect(run).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(words) });
  }

  it('is that of --data, before COLDPRESS_DATA, before the platform’s own', async (context) => {
    const folder = temporaryFolder(context);
    const env = { COLDPRESS_DATA: path.join(folder, 'b'), XDG_DATA_HOME: path.join(folder, 'c'), HOME: folder };
    await coldpress(dataArgs(path.join(folder, 'a')), { env });
    expect(fs.readdirSync(folder)).toEqual(['a']);
    await coldpress(['scan', '--home', store.home], { env });
    expect(fs.readdirSync(folder)).toEqual(['a', 'b']);
    await coldpress(['scan', '--home', store.home], { env: { ...env, COLDPRESS_DATA: '' } });
    expect(fs.readdirSync(folder)).toEqual(['a', 'b', 'c']);
    await coldpress(['scan', '--home', store.home], { env: { HOME: folder } });
    expect(fs.readdirSync(path.join(folder, '.local/share/coldpress'))).toHaveLength(1);
  });

  it('is refused inside the Codex home, however it is named', async (context) => {
    const link = path.join(temporaryFolder(context), 'link');
    fs.symlinkSync(store.home, link);
    const before = fs.readdirSync(store.home);
    for (const data of [store.home, path.join(store.home, 'new', 'data'), path.join(link, 'data')]) {
      expectRefused(await coldpress(dataArgs(data)), /lies inside the Codex home.*\n.*outside of it/);
    }
    const run = await coldpress(['scan', '--home', link, '--data', path.join(link, 'data')]);
    expectRefused(run, /lies inside the Codex home/);
    expect(fs.readdirSync(store.home)).toEqual(before);
  });

  it('is refused where a file stands', async () => {
    const data = path.join(store.home, '..', 'a-file');
    fs.writeFileSync(data, 'mine');
    expectRefused(await coldpress(dataArgs(data)), /--data .*a-file is not a folder.*\nChoose a folder/);
    expectRefused(await coldpress(dataArgs(path.join(data, 'below'))), /cannot keep its catalog/);
    expect(fs.readFileSync(data, 'utf8')).toBe('mine');
  });

  it('may hold a catalog that is damaged: it is built anew, and that is said', async () => {
    await coldpress(dataArgs(store.dataFolder));
    const [file = ''] = fs.readdirSync(store.dataFolder).filter((name) => name.endsWith('.sqlite'));
    fs.writeFileSync(path.join(store.dataFolder, file), 'not a database, but long enough to be looked at '.repeat(99));
    const run = await coldpress([...dataArgs(store.dataFolder), '--json']);
    expect(run).toMatchObject({ status: 0, stderr: expect.stringMatching(/damaged, so it was built anew/) });
    expect(documentOf(scanDocument, run).threads).toHaveLength(2);
  });
});
