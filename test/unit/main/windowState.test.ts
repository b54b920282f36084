import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { placeWindow } from '../../../electron/main/windowBounds';
import { readWindowState, writeWindowState } from '../../../electron/main/windowState';

describe('the remembered state', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coldpress-window-'));
    file = join(folder, 'profile', 'window-state.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('comes back as it was written, and leaves nothing else behind', async () => {
    const state = { bounds: { x: -10, y: 20, width: 1300, height: 900 }, maximized: true };
    writeWindowState(file, { ...state, maximized: false });
    writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
    expect(await readdir(join(folder, 'profile'))).toEqual(['window-state.json']);
  });

  test('is nothing where the file is absent or not understood', async () => {
    expect(readWindowState(file)).toBeNull();
    const broken = join(folder, 'broken.json');
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"bounds":{"x":1,"y":2,"width":"3","height":4}}',
      '{"bounds":{"x":1.5}}',
    ]) {
      await writeFile(broken, text);
      expect(readWindowState(broken)).toBeNull();
    }
  });
});

describe('the place of the window', () => {
  const left = { x: 0, y: 25, width: 1920, height: 1055 };
  const right = { x: 1920, y: 0, width: 2560, height: 1440 };

  test('is the remembered one while its title bar can be reached', () => {
    const bounds = { x: 2000, y: 100, width: 1280, height: 800 };
    expect(placeWindow(bounds, [left, right])).toEqual(bounds);
    const overTheEdge = { x: -900, y: 500, width: 1280, height: 800 };
    expect(placeWindow(overTheEdge, [left])).toEqual(overTheEdge);
  });

  test('is left to the system where the display is gone or the title bar is out of reach', () => {
    expect(placeWindow(null, [left])).toBeNull();
    expect(placeWindow({ x: 2000, y: 100, width: 1280, height: 800 }, [left])).toBeNull();
    expect(placeWindow({ x: 100, y: -300, width: 1280, height: 800 }, [left])).toBeNull();
    expect(placeWindow({ x: 1800, y: 100, width: 1280, height: 800 }, [left])).toBeNull();
  });

  test('is no larger than its display and no smaller than the layout allows', () => {
    expect(placeWindow({ x: 0, y: 25, width: 5000, height: 3000 }, [left])).toMatchObject({
      width: 1920,
      height: 1055,
    });
    expect(placeWindow({ x: 0, y: 25, width: 300, height: 200 }, [left])).toMatchObject({ width: 960, height: 600 });
  });
});
