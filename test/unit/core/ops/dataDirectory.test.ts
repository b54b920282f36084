import path from 'node:path';
import { expect, it } from 'vitest';
import { dataDirectory } from '#core/ops/dataDirectory';
import type { PlatformPaths } from '#core/ops/dataDirectory';

const HOME = path.join(path.sep, 'home', 'mira');

function on(platform: NodeJS.Platform, env: PlatformPaths['env'] = {}): string {
  return dataDirectory({ platform, env, homeDirectory: HOME });
}

it('is where each platform keeps the data of programs', () => {
  expect(on('linux')).toBe(path.join(HOME, '.local', 'share', 'coldpress'));
  expect(on('linux', { XDG_DATA_HOME: path.join(HOME, 'xdg') })).toBe(path.join(HOME, 'xdg', 'coldpress'));
  expect(on('darwin')).toBe(path.join(HOME, 'Library', 'Application Support', 'Coldpress'));
  expect(on('win32')).toBe(path.join(HOME, 'AppData', 'Local', 'Coldpress'));
  expect(on('win32', { LOCALAPPDATA: path.join(HOME, 'local') })).toBe(path.join(HOME, 'local', 'Coldpress'));
});

it('takes no relative XDG_DATA_HOME, as the standard says', () => {
  expect(on('linux', { XDG_DATA_HOME: 'xdg' })).toBe(on('linux'));
  expect(on('linux', { XDG_DATA_HOME: '' })).toBe(on('linux'));
});

it('is COLDPRESS_DATA before all, unless that is empty', () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    expect(on(platform, { COLDPRESS_DATA: path.join(HOME, 'mine') })).toBe(path.join(HOME, 'mine'));
    expect(on(platform, { COLDPRESS_DATA: '' })).toBe(on(platform));
  }
  expect(on('linux', { COLDPRESS_DATA: 'mine' })).toBe(path.resolve('mine'));
});
