import { describe, expect, test } from 'vitest';
import {
  chooseProfile,
  engineArguments,
  homeOfSecondStart,
  readStoreChoice,
  storeAfter,
} from '../../../electron/main/startup';

describe('the command line', () => {
  const read = (...argv: string[]) => readStoreChoice({ argv, cwd: '/work' });

  test('names a home, relative to where the app was started', () => {
    expect(read('.', '--home', 'store')).toEqual({ kind: 'home', home: '/work/store', isDemo: false });
    expect(read('--home=/a/b', '--demo')).toEqual({ kind: 'home', home: '/a/b', isDemo: false });
  });

  test('names the demo', () => {
    expect(read('.', '--demo')).toEqual({ kind: 'newDemo' });
  });

  test('may name nothing, and Chromium has switches of its own there', () => {
    const chromium = ['--no-sandbox', '--inspect=0', '--remote-debugging-port=0', '--lang', 'de', '--', '--demo'];
    expect(read('.', ...chromium)).toEqual({ kind: 'default' });
    expect(read('--home')).toEqual({ kind: 'default' });
    expect(read('--home=')).toEqual({ kind: 'default' });
  });
});

test('the profile lies beside the data that were named, else where Electron puts it', () => {
  expect(chooseProfile({}, '/u/Coldpress')).toBe('/u/Coldpress/window');
  expect(chooseProfile({ COLDPRESS_DATA: '' }, '/u/C')).toBe('/u/C/window');
  expect(chooseProfile({ COLDPRESS_DATA: '/d' }, '/u/C')).toBe('/d/window');
});

test('the engine is told the store, and comes back with the one that was open', () => {
  const scan = { kind: 'never' } as const;
  const open = (source: 'env' | 'default' | 'chosen' | 'demo') =>
    engineArguments(storeAfter({ kind: 'open', home: '/h', source, revision: 1, scan }));
  expect(engineArguments({ kind: 'newDemo' })).toEqual(['--demo']);
  expect(open('chosen')).toEqual(['--home', '/h']);
  expect(open('demo')).toEqual(['--home', '/h', '--demo']);
  expect([open('env'), open('default')]).toEqual([[], []]);
  expect(engineArguments(storeAfter({ kind: 'none', looked: [] }))).toEqual([]);
});

test('what a second start sends is checked', () => {
  expect(homeOfSecondStart({ kind: 'home', home: '/h', isDemo: false })).toBe('/h');
  expect([{ kind: 'newDemo' }, { home: 7 }, null, '/h', undefined].map(homeOfSecondStart)).toEqual(Array(5).fill(null));
});
