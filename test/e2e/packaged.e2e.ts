import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'playwright/test';
import { snapshotStore } from '../support/store/snapshot';
import { repository } from './support/electronExecutable';
import { test } from './support/fixtures';
import { changesBetween, leftoversIn, sumOf, threadsOnDisk } from './support/truth';
import { chip, closeDialog, dialog, drawer, fact, figure, openRecord, summary } from './support/view';

const run = promisify(execFile);

test.describe('the packaged app', { tag: '@packaged' }, () => {
  test('opens a store, compresses a thread and restores it', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 8, bytes: 2e6, coldShare: 1 });
    const [thread] = store.threads;
    if (thread === undefined) throw new Error('a store without threads');
    const before = snapshotStore(store.home);
    const { app, page } = await open(store.home, { executable: packaged().executable });
    expect(await app.evaluate(({ app: electronApp }) => electronApp.isPackaged)).toBe(true);
    await expect(figure(page, 'Codex home uses')).toContainText('8 threads');

    await openRecord(page, thread.id);
    await drawer(page).getByRole('button', { name: 'Compress…' }).click();
    await dialog(page).getByRole('button', { name: 'Compress 1 thread' }).click();
    await expect(summary(page)).toContainText('Every file was proven equal before it was replaced.');
    await closeDialog(page);
    await expect(fact(page, 'Receipt')).toContainText(thread.sha256);
    await expect(chip(page, 'Compressed')).toContainText('1');
    expect(fs.existsSync(`${store.fileOf(thread)}.zst`)).toBe(true);

    await drawer(page).getByRole('button', { name: 'Restore…' }).click();
    await dialog(page).getByRole('button', { name: 'Restore 1 thread' }).click();
    await expect(summary(page)).toContainText('1 thread restored');
    expect(changesBetween(before, snapshotStore(store.home))).toEqual([]);
    expect(leftoversIn(store.home)).toEqual([]);
  });

  test('has a command line that needs neither a display nor Node', async ({ makeHome, makeFolder }) => {
    const store = await makeHome({ threads: 5, bytes: 1e6, coldShare: 1 });
    const before = snapshotStore(store.home);
    const env = { HOME: makeFolder(), PATH: '/usr/bin:/bin' };
    const coldpress = async (...args: readonly string[]) => {
      const options = ['--home', store.home, '--data', path.join(env.HOME, 'data'), '--json'];
      const { stdout } = await run(packaged().commandLine, [...args, ...options], { env });
      return JSON.parse(stdout) as { readonly totals: Record<string, number> };
    };
    expect((await coldpress('scan')).totals).toMatchObject({
      threads: 5,
      physicalBytes: sumOf(threadsOnDisk(store.home), (each) => each.physicalBytes),
    });
    await coldpress('compress', '--all');
    expect(threadsOnDisk(store.home).every(({ state }) => state === 'compressed')).toBe(true);
    await coldpress('restore', '--all');
    expect(changesBetween(before, snapshotStore(store.home))).toEqual([]);
  });
});

type Packaged = { readonly executable: string; readonly commandLine: string };

/** What `npm run pack -- --for-tests` made for this system. */
function packaged(): Packaged {
  const dist = path.join(repository, 'dist');
  const made = fs.existsSync(dist) ? fs.readdirSync(dist).find((name) => /-unpacked$|^mac/.test(name)) : undefined;
  if (made === undefined) throw new Error('there is no package: npm run pack -- --for-tests');
  const folder = path.join(dist, made);
  if (process.platform === 'darwin') {
    const contents = path.join(folder, 'Coldpress.app', 'Contents');
    return {
      executable: path.join(contents, 'MacOS', 'Coldpress'),
      commandLine: path.join(contents, 'Resources', 'bin', 'coldpress'),
    };
  }
  if (process.platform === 'win32') {
    return {
      executable: path.join(folder, 'Coldpress.exe'),
      commandLine: path.join(folder, 'bin', 'coldpress.cmd'),
    };
  }
  return { executable: path.join(folder, 'coldpress'), commandLine: path.join(folder, 'bin', 'coldpress') };
}
