import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'playwright/test';
import { snapshotStore } from '../support/store/snapshot';
import { answerSaveDialog } from './support/app';
import { test } from './support/fixtures';
import { changesBetween, threadsOnDisk } from './support/truth';
import {
  closeDialog,
  dialog,
  drawer,
  entries,
  entry,
  openRecord,
  record,
  reviewAndCompress,
  summary,
} from './support/view';

const coldStore = { threads: 8, bytes: 2e6, coldShare: 1, compressedShare: 0 } as const;

test.describe('the record of what was done', () => {
  test('by keyboard: a job, its threads, a proof, the way back through the preview', async ({ makeHome, open }) => {
    const store = await makeHome(coldStore);
    const before = snapshotStore(store.home);
    const launched = await open(store.home);
    const { page, app } = launched;
    const press = (key: string) => page.keyboard.press(key);
    await (await reviewAndCompress(page)).click();
    await expect(summary(page)).toContainText('freed', { timeout: 60_000 });
    await closeDialog(page);

    await press('Control+5');
    await expect(entry(page, /^Compressed 8 threads/)).toBeVisible();
    await press('j');
    await expect(record(page)).toBeFocused();
    await press('ArrowRight');
    await expect(entries(page, 2)).toHaveCount(8);
    await press('j');
    await press('Enter');
    await expect(record(page)).toContainText('kept to the nanosecond');
    const hashes = await record(page)
      .locator('dl dd')
      .filter({ hasText: /^[0-9a-f]{64}$/ })
      .allTextContents();
    expect(hashes).toHaveLength(2);
    expect(new Set(hashes).size, 'source and decoded are equal').toBe(1);
    await press('Control+c');
    await expect(page.getByText('Copied as JSON.').first()).toBeVisible();
    const copied = JSON.parse(await app.evaluate(({ clipboard }) => clipboard.readText())) as {
      body: { kind: string };
    };
    expect(copied.body.kind).toBe('swap');

    await press('ArrowLeft');
    await press('ArrowLeft');
    await press('u');
    await expect(dialog(page).getByRole('button', { name: 'Restore 8 threads' })).toBeVisible();
    await dialog(page).getByRole('button', { name: 'Restore 8 threads' }).click();
    await expect(summary(page)).toContainText('8 threads restored', { timeout: 60_000 });
    await closeDialog(page);
    expect(changesBetween(before, snapshotStore(store.home))).toEqual([]);
    await expect(entry(page, /^Restored 8 threads/)).toBeVisible();
    await expect(page.getByRole('group', { name: 'Totals' })).toContainText('8 restored');
  });

  test('filters by words and by action, and writes what is left into a file', async ({
    makeHome,
    makeFolder,
    open,
  }) => {
    const store = await makeHome(coldStore);
    const launched = await open(store.home);
    const { page } = launched;
    await (await reviewAndCompress(page)).click();
    await expect(summary(page)).toContainText('freed', { timeout: 60_000 });
    await summary(page).getByRole('button', { name: 'Show receipts' }).click();
    await expect(entries(page, 2)).toHaveCount(8);

    const id = threadsOnDisk(store.home)[0]?.id ?? '';
    await page.keyboard.press('/');
    await page.keyboard.type(id);
    await expect(entries(page, 1)).toHaveCount(1);
    await page.getByRole('searchbox').fill('nobody wrote this');
    await expect(page.getByRole('heading', { name: 'No entry says “nobody wrote this”' })).toBeVisible();
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await page.getByRole('button', { name: 'Action: All actions' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Restored' }).click();
    await expect(page.getByRole('heading', { name: 'No entry of this action' })).toBeVisible();
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await expect(entry(page, /^Compressed 8 threads/)).toBeVisible();

    const file = path.join(makeFolder(), 'activity.json');
    await answerSaveDialog(launched, file);
    await page.getByRole('button', { name: 'Export…' }).click();
    await expect(page.getByText(/^Written: \d+ entries\.$/).first()).toBeVisible();
    expect(fs.readFileSync(file, 'utf8')).toContain(id);
  });

  test('a thread has its receipts in its record, and can be proven again from there', async ({ makeHome, open }) => {
    const store = await makeHome(coldStore);
    const { page } = await open(store.home);
    await (await reviewAndCompress(page)).click();
    await expect(summary(page)).toContainText('freed', { timeout: 60_000 });
    await closeDialog(page);
    const thread = threadsOnDisk(store.home).find(({ state }) => state === 'compressed');
    await openRecord(page, thread?.id ?? '');
    await page.getByRole('tab', { name: 'Receipts' }).click();
    await expect(drawer(page).getByRole('listitem').first()).toContainText('Compressed');
    await expect(drawer(page)).toContainText(/equal, [\d,]+\sbytes/);

    const before = snapshotStore(store.home);
    await drawer(page).getByRole('button', { name: 'Verify' }).click();
    await expect(summary(page)).toContainText('1 thread proven', { timeout: 60_000 });
    await closeDialog(page);
    await expect(drawer(page).getByRole('listitem').first()).toContainText('Proven again');
    expect(changesBetween(before, snapshotStore(store.home)), 'verifying changes nothing').toEqual([]);
  });
});
