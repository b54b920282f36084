import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { compareSnapshots, snapshotStore } from '../support/store/snapshot';
import { coldpress, ROOT } from './support/coldpress';
import { documentOf, errorDocument } from './support/documents';

let store: TestStore;

beforeAll(async () => {
  store = await makeStore({ threads: 2, bytes: 80e3 });
});

afterAll(() => {
  store.remove();
});

const ID = '0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no command', [], /Usage: coldpress/],
  ['a command that does not exist', ['squeeze'], /unknown command 'squeeze'/],
  ['an option that does not exist', ['scan', '--fast'], /unknown option '--fast'/],
  ['an argument too many', ['scan', 'it'], /too many arguments/],
  ['compress without saying what', ['compress'], /name thread ids, or --all/],
  ['restore without saying what', ['restore'], /name thread ids, or --all/],
  ['ids and --all together', ['compress', ID, '--all'], /name thread ids, or --all, not both/],
  ['an id that is none', ['restore', 'my-thread'], /my-thread: not a thread id/],
  ['an age that is none', ['compress', '--all', '--min-age', 'soon'], /'--min-age <age>' argument 'soon' is invalid/],
  ['a negative age', ['compress', '--all', '--min-age=-1d'], /'-1d' is invalid/],
  ['an age for restore', ['restore', '--all', '--min-age', '0'], /unknown option '--min-age'/],
  ['a touch for compress', ['compress', '--all', '--touch'], /unknown option '--touch'/],
  ['level 0', ['compress', '--all', '--level', '0'], /argument '0' is invalid.*1 to 19/],
  ['level 20', ['compress', '--all', '--level', '20'], /argument '20' is invalid/],
  ['a level that is no number', ['compress', '--all', '--level', 'best'], /argument 'best' is invalid/],
  ['a kind that does not exist', ['compress', '--all', '--include', 'active,old'], /'active,old' is invalid/],
  ['an option without its value', ['scan', '--home'], /argument missing/],
  ['demo without a folder', ['demo'], /missing required argument 'dir'/],
];

describe('wrong usage', () => {
  it.each(wrong)('%s ends with status 2 and words on stderr, and changes nothing', async (_, args, words) => {
    const before = snapshotStore(store.home);
    const run = await coldpress(args, { env: { CODEX_HOME: store.home, COLDPRESS_DATA: store.dataFolder } });
    expect(run).toEqual({ status: 2, signal: null, stdout: '', stderr: expect.stringMatching(words) });
    expect(compareSnapshots(before, snapshotStore(store.home))).toEqual([]);
  });

  it('is one JSON document where JSON was asked for', async () => {
    const commands = [
      ['scan', '--fast'],
      ['compress', '--all', '--min-age', 'soon'],
      ['restore', 'my-thread'],
    ];
    for (const args of commands) {
      const run = await coldpress([...args, '--json', '--home', store.home, '--data', store.dataFolder]);
      expect(run.status).toBe(2);
      expect(documentOf(errorDocument, run)).toMatchObject({ error: { code: 'INVALID_REQUEST' } });
    }
  });

  it('is an id that the store does not have', async () => {
    const run = await coldpress(['compress', ID, '--json', '--home', store.home, '--data', store.dataFolder]);
    expect(run.status).toBe(2);
    const message = `There is no thread ${ID} in this store.`;
    expect(documentOf(errorDocument, run).error).toMatchObject({ code: 'NO_SUCH_THREAD', message });
    expect(run.stderr).toContain(message);
  });
});

describe('help and version', () => {
  it('names every command and its options', async () => {
    const program = await coldpress(['--help']);
    expect(program).toMatchObject({ status: 0, stderr: '' });
    const own = {
      scan: [],
      compress: ['--all', '--min-age', '--level', '--include', '--dry-run'],
      restore: ['--all', '--touch', '--include', '--dry-run'],
      demo: [],
    };
    for (const [command, options] of Object.entries(own)) {
      expect(program.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
      const help = await coldpress([command, '--help']);
      expect(help).toMatchObject({ status: 0, stderr: '' });
      const named = [...help.stdout.matchAll(/^ {2}(?:-h, )?(--[a-z-]+)/gm)].map(([, option]) => option);
      expect(named.sort()).toEqual(['--home', '--data', '--json', '--quiet', '--help', ...options].sort());
    }
  });

  it('prints the version of the package', async () => {
    const text = readFileSync(path.join(ROOT, 'package.json'), 'utf8');
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
    expect(await coldpress(['--version'])).toEqual({ status: 0, signal: null, stdout: `${version}\n`, stderr: '' });
  });
});
