import fs from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { expect } from 'playwright/test';
import { lostContents, snapshotContents, snapshotStore } from '../support/store/snapshot';
import { makeLargeRollout } from '../support/store/largeRollout';
import { enginePid, invoke, waitForScan } from './support/app';
import { test } from './support/fixtures';
import { changesBetween, leftoversIn, threadsOnDisk } from './support/truth';
import { closeDialog, dialog, jobPanel, reviewAndCompress, summary } from './support/view';

const manyColdThreads = { threads: 40, bytes: 200e6, coldShare: 1, archivedShare: 0.2 } as const;

test.describe('a compression', () => {
  test('is cancelled in the middle of a file, which stays as it was', async ({ makeFolder, open }) => {
    const home = makeFolder();
    await makeLargeRollout(home, 500e6, Date.now());
    const before = snapshotStore(home);
    const { page } = await open(home);

    await (await reviewAndCompress(page)).click();
    await expect.poll(() => shareDone(page), { intervals: [20] }).toBeGreaterThan(0);
    expect(leftoversIn(home), 'the file is being written').toHaveLength(1);
    await jobPanel(page).getByRole('button', { name: 'Cancel' }).click();

    await expect(summary(page)).toContainText('Cancelled after');
    await expect(summary(page)).toContainText('Nothing was compressed');
    await expect(summary(page)).toContainText('Every file is as it was.');
    expect(leftoversIn(home)).toEqual([]);
    expect(changesBetween(before, snapshotStore(home))).toEqual([]);
    await closeDialog(page);
    await reviewAndCompress(page);
  });

  test('survives the death of its engine: nothing is lost, and the rest is done afterwards', async ({
    makeHome,
    open,
  }) => {
    const { home } = await makeHome(manyColdThreads);
    const before = snapshotContents(home);
    const launched = await open(home);
    const { page } = launched;

    await (await reviewAndCompress(page)).click();
    await expect.poll(() => shareDone(page), { intervals: [20] }).toBeGreaterThan(0);
    const dead = await enginePid(launched);
    const pending = Array.from({ length: 20 }, () => invoke(page, 'usage/get', {}));
    process.kill(dead ?? 0, 'SIGKILL');
    await expect(dialog(page)).toContainText('Compressing was cut short');
    await expect(dialog(page)).toContainText('No thread is lost');
    for (const reply of await Promise.all(pending)) {
      if (!reply.ok) expect(reply.error.code).toBe('ENGINE_GONE');
    }
    expect(lostContents(before, snapshotContents(home)), 'right after the death').toEqual([]);

    await expect.poll(() => enginePid(launched), { timeout: 30_000 }).not.toBe(null);
    expect(await enginePid(launched)).not.toBe(dead);
    await waitForScan(page);
    expect(await invoke(page, 'usage/get', {})).toMatchObject({ ok: true, value: { threads: before.size } });

    await dialog(page).getByRole('button', { name: 'Review the rest…' }).click();
    await dialog(page)
      .getByRole('button', { name: /^Compress \d+ threads?$/ })
      .click();
    await expect(summary(page)).toContainText('Done in', { timeout: 60_000 });
    await expect(summary(page)).toContainText('Failed0');
    expect(lostContents(before, snapshotContents(home)), 'after the rest was done').toEqual([]);
    const plain = threadsOnDisk(home).filter(({ state }) => state !== 'compressed');
    expect(plain.length, 'at most the files that were being swapped are left').toBeLessThanOrEqual(2);
  });

  test('goes on while its window is loaded anew, and after its page died', async ({ makeHome, open }) => {
    const store = await makeHome(manyColdThreads);
    const { app, page } = await open(store.home);
    await (await reviewAndCompress(page)).click();
    await expect.poll(() => shareDone(page), { intervals: [20] }).toBeGreaterThan(0);
    await page.reload();
    await expect(jobPanel(page)).toBeVisible();
    await expect.poll(() => shareDone(page), { intervals: [20] }).toBeGreaterThan(0);

    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
    await expect.poll(() => textOfWindow(app)).toMatch(/Compressing 40 threads|nothing left to press/);
    await expect.poll(() => textOfWindow(app), { timeout: 60_000 }).toContain('nothing left to press');
    expect(threadsOnDisk(store.home).every(({ state }) => state === 'compressed')).toBe(true);
    expect(leftoversIn(store.home)).toEqual([]);
  });

  test('leaves alone what another program has open, and says so', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 6, bytes: 2e6, coldShare: 1 });
    const [held] = store.threads;
    if (held === undefined) throw new Error('a store without threads');
    const before = snapshotStore(store.home);
    const { page } = await open(store.home);
    const descriptor = fs.openSync(path.join(store.home, held.path), 'a');
    try {
      await (await reviewAndCompress(page)).click();
      await expect(summary(page)).toContainText('freed');
      const left = summary(page).getByRole('region', { name: 'Left alone' });
      await expect(left).toContainText(held.name ?? held.title);
      await expect(left.getByRole('button', { name: /^Try again/ })).toBeVisible();
      console.log(`left alone: ${(await left.getByRole('listitem').textContent()) ?? ''}`);
      expect(threadsOnDisk(store.home).filter(({ state }) => state === 'cold')).toHaveLength(1);
      expect(snapshotStore(store.home).get(held.path)).toEqual(before.get(held.path));
    } finally {
      fs.closeSync(descriptor);
    }
    await summary(page)
      .getByRole('button', { name: /^Try again/ })
      .click();
    await expect(summary(page)).toContainText('Compressed1all proven equal');
    await expect(summary(page).getByRole('region', { name: 'Left alone' })).toHaveCount(0);
    expect(threadsOnDisk(store.home).filter(({ state }) => state === 'cold')).toHaveLength(0);
  });
});

/** What the window says, asked of Electron: Playwright's own page died with the process that was killed. */
async function textOfWindow(app: ElectronApplication): Promise<string> {
  return app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    // A page that dies while it is asked never answers.
    const late = new Promise<string>((resolve) => setTimeout(() => resolve(''), 1000));
    const text = window?.webContents.executeJavaScript('document.body.innerText') as Promise<string>;
    return Promise.race([text, late]);
  });
}

async function shareDone(page: Page): Promise<number> {
  const bar = jobPanel(page).getByRole('progressbar');
  return (await bar.count()) === 0 ? 0 : Number(await bar.getAttribute('aria-valuenow'));
}
