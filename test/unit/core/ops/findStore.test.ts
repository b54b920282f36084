import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { inspectHome, lookForStore } from '#core/ops/findStore';
import { measureOther } from '#core/ops/measureOther';
import { asNobody } from '../../../support/asNobody';
import { temporaryFolder } from '../../../support/store/temporaryFolder';

function codeOf(folder: string): string {
  const found = inspectHome(nodeFileSystem, folder);
  if (found.ok) return 'ok';
  expect(found.error.message).toMatch(/^.+\.$/);
  expect(found.error.hint).toMatch(/^[A-Z].+\.$/);
  return found.error.code;
}

describe('a folder', () => {
  test.for(['sessions', 'archived_sessions', 'thread-writer-locks'])('with %s is a Codex home', (mark, context) => {
    const folder = temporaryFolder(context);
    fs.mkdirSync(path.join(folder, mark));
    expect(codeOf(folder)).toBe('ok');
  });

  test.for(['config.toml', 'history.jsonl', 'state_5.sqlite'])('with only %s is an empty one', (mark, context) => {
    const folder = temporaryFolder(context);
    fs.writeFileSync(path.join(folder, mark), '');
    expect(codeOf(folder)).toBe('ok');
  });

  test('that is not one says why', (context) => {
    const folder = temporaryFolder(context);
    expect(codeOf(path.join(folder, 'absent'))).toBe('STORE_NOT_FOUND');
    expect(codeOf(folder)).toBe('NOT_A_CODEX_HOME');
    fs.writeFileSync(path.join(folder, 'file'), '');
    expect(codeOf(path.join(folder, 'file'))).toBe('NOT_A_DIRECTORY');
    expect(codeOf(path.join(folder, 'file', 'below'))).toBe('NOT_A_DIRECTORY');
    fs.symlinkSync('loop', path.join(folder, 'loop'));
    expect(codeOf(path.join(folder, 'loop'))).toBe('STORE_NOT_FOUND');
  });

  test('that may not be read says so', (context) => {
    const folder = temporaryFolder(context);
    fs.mkdirSync(path.join(folder, 'home/sessions'), { recursive: true });
    fs.chmodSync(path.join(folder, 'home'), 0);
    expect(asNobody(folder, () => codeOf(path.join(folder, 'home')))).toBe('PERMISSION_DENIED');
  });

  test('behind a link is the real one', (context) => {
    const folder = temporaryFolder(context);
    fs.mkdirSync(path.join(folder, 'real/sessions'), { recursive: true });
    fs.symlinkSync('real', path.join(folder, 'link'));
    const found = inspectHome(nodeFileSystem, path.join(folder, 'link'));
    expect(found).toEqual({ ok: true, value: { home: path.join(folder, 'real') } });
  });
});

describe('looking for a store', () => {
  test('takes ~/.codex where CODEX_HOME is not set', (context) => {
    const userHome = temporaryFolder(context);
    const absent = { place: '~/.codex', finding: 'not there', found: false };
    const notSet = { place: '$CODEX_HOME', finding: 'not set', found: false };
    expect(lookForStore(nodeFileSystem, { codexHome: '', userHome })).toEqual({
      store: null,
      looked: [notSet, absent],
    });
    const home = path.join(userHome, '.codex');
    fs.mkdirSync(path.join(home, 'sessions'), { recursive: true });
    expect(lookForStore(nodeFileSystem, { codexHome: undefined, userHome })).toEqual({
      store: { home, source: 'default' },
      looked: [notSet, { place: '~/.codex', finding: 'a Codex store', found: true }],
    });
  });

  test('takes CODEX_HOME and nothing else where it is set', (context) => {
    const userHome = temporaryFolder(context);
    fs.mkdirSync(path.join(userHome, '.codex/sessions'), { recursive: true });
    const codexHome = path.join(userHome, 'other');
    expect(lookForStore(nodeFileSystem, { codexHome, userHome })).toEqual({
      store: null,
      looked: [
        { place: '$CODEX_HOME (~/other)', finding: 'not there', found: false },
        { place: '~/.codex', finding: 'a Codex store', found: true },
      ],
    });
    fs.mkdirSync(path.join(codexHome, 'archived_sessions'), { recursive: true });
    expect(lookForStore(nodeFileSystem, { codexHome, userHome }).store).toEqual({ home: codexHome, source: 'env' });
  });
});

describe('Codex’s other files', () => {
  const measure = (home: string, shouldStop = () => false): ReturnType<typeof measureOther> =>
    measureOther({ fs: nodeFileSystem, home, shouldStop });

  test('are added up by their first name, without threads, links once, nothing followed', (context) => {
    const home = temporaryFolder(context);
    const put = (file: string, bytes: number): void => {
      fs.mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
      fs.writeFileSync(path.join(home, file), Buffer.alloc(bytes, 1));
    };
    put('logs_2.sqlite', 500_000);
    put('skills/a/one', 40_000);
    put('skills/b/two', 40_000);
    put('sessions/2026/x.jsonl', 900_000);
    put('archived_sessions/y.jsonl', 900_000);
    fs.linkSync(path.join(home, 'logs_2.sqlite'), path.join(home, 'skills/linked'));
    fs.symlinkSync('/', path.join(home, 'skills/everything'));
    const files = measure(home);
    expect(files?.map((file) => file.name)).toEqual(expect.arrayContaining(['logs_2.sqlite', 'skills']));
    expect(files).toHaveLength(2);
    const total = files?.reduce((sum, file) => sum + file.physicalBytes, 0) ?? 0;
    expect(total).toBeGreaterThanOrEqual(580_000);
    expect(total).toBeLessThan(680_000);
  });

  test('are not there in an empty home, and measuring can be stopped', (context) => {
    const home = temporaryFolder(context);
    expect(measure(home)).toEqual([]);
    fs.mkdirSync(path.join(home, 'log'));
    expect(measure(home, () => true)).toBeNull();
  });

  test('of very many names are folded', (context) => {
    const home = temporaryFolder(context);
    for (let n = 0; n < 150; n++) fs.writeFileSync(path.join(home, `file${n}`), 'x');
    const files = measure(home);
    expect(files).toHaveLength(100);
    expect(files?.at(-1)?.name).toBe('other files');
  });
});
