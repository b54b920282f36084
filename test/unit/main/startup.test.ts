import { describe, expect, test } from 'vitest';
import { chooseFolders, engineArguments, isStoreChoice, readStoreChoice } from '../../../electron/main/startup';

describe('the command line', () => {
  const read = (...argv: string[]) => readStoreChoice({ argv, cwd: '/work' });

  test('names a home, relative to where the app was started', () => {
    expect(read('.', '--home', 'store')).toEqual({ kind: 'home', home: '/work/store' });
    expect(read('--home=/a/b', '--demo')).toEqual({ kind: 'home', home: '/a/b' });
  });

  test('names the demo', () => {
    expect(read('.', '--demo')).toEqual({ kind: 'demo' });
  });

  test('may name nothing, and Chromium has switches of its own there', () => {
    const chromium = ['--no-sandbox', '--inspect=0', '--remote-debugging-port=0', '--lang', 'de', '--', '--demo'];
    expect(read('.', ...chromium)).toEqual({ kind: 'default' });
    expect(read('--home')).toEqual({ kind: 'default' });
    expect(read('--home=')).toEqual({ kind: 'default' });
  });
});

test('the data directory lies in the profile, or the profile in the data directory that was given', () => {
  expect(chooseFolders({}, '/u/Coldpress')).toEqual({ profile: '/u/Coldpress', data: '/u/Coldpress/data' });
  expect(chooseFolders({ COLDPRESS_DATA: '' }, '/u/C')).toEqual({ profile: '/u/C', data: '/u/C/data' });
  expect(chooseFolders({ COLDPRESS_DATA: '/d' }, '/u/C')).toEqual({ profile: '/d/window', data: '/d' });
});

test('the engine is told the data directory and the store', () => {
  expect(engineArguments('/d', { kind: 'default' })).toEqual(['--data', '/d']);
  expect(engineArguments('/d', { kind: 'home', home: '/h' })).toEqual(['--data', '/d', '--home', '/h']);
  expect(engineArguments('/d', { kind: 'demo' })).toEqual(['--data', '/d', '--demo']);
});

test('what a second start sends is checked', () => {
  expect([{ kind: 'home', home: '/h' }, { kind: 'demo' }, { kind: 'default' }].map(isStoreChoice)).toEqual([
    true,
    true,
    true,
  ]);
  expect([{ kind: 'home' }, { kind: 'other' }, null, 'demo', {}].map(isStoreChoice)).toEqual(Array(5).fill(false));
});
