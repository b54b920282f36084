import fs from 'node:fs';
import { expect } from 'playwright/test';
import { snapshotStore } from '../support/store/snapshot';
import { digestContent } from '../support/store/storeFile';
import { test } from './support/fixtures';
import { changesBetween, leftoversIn, sumOf, threadsOnDisk } from './support/truth';
import {
  chip,
  closeDialog,
  dialog,
  figure,
  goTo,
  jobPanel,
  reviewAndCompress,
  rows,
  selectionBar,
  summary,
  table,
} from './support/view';

test.describe('compressing by click', () => {
  test('frees the disk, proves every file, and restoring gives back every byte', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 60, bytes: 150e6, coldShare: 0.8, archivedShare: 0.2 });
    const before = snapshotStore(store.home);
    const threads = threadsOnDisk(store.home);
    const cold = threads.filter(({ state }) => state === 'cold');
    const { page } = await open(store.home);

    const start = await reviewAndCompress(page);
    await expect(dialog(page)).toContainText(`Compress ${cold.length} cold threads`);
    await expect(dialog(page)).toContainText('Not changed for 7 days or more.');
    await expect(dialog(page).getByRole('list').filter({ hasText: 'Prove, then replace.' })).toBeVisible();
    await expect(dialog(page)).toContainText(`${threads.length - cold.length} recent`);
    expect(changesBetween(before, snapshotStore(store.home)), 'nothing is changed by looking').toEqual([]);

    await start.click();
    await expect(jobPanel(page)).toBeVisible();
    await expect(jobPanel(page)).toContainText(`Compressing ${cold.length} threads`);
    const progress = jobPanel(page).getByRole('progressbar');
    const share = async () => Number(await progress.getAttribute('aria-valuenow'));
    await expect.poll(share, { intervals: [50] }).toBeGreaterThan(0);
    const early = await share();
    await expect.poll(share, { intervals: [50] }).toBeGreaterThan(early);

    await expect(summary(page)).toBeVisible({ timeout: 60_000 });
    await expect(summary(page)).toContainText('Every file was proven equal before it was replaced.');
    await expect(summary(page)).toContainText(/\d+\.\d (mega|giga)bytes freed/);
    await expect(summary(page).locator('dt').getByText('Compressed', { exact: true })).toBeVisible();
    await expect(summary(page)).toContainText(`Compressed${cold.length}all proven equal`);
    await closeDialog(page);

    const after = threadsOnDisk(store.home);
    expect(after.filter(({ state }) => state === 'compressed')).toHaveLength(cold.length);
    expect(leftoversIn(store.home)).toEqual([]);
    const freed = sumOf(threads, (it) => it.physicalBytes) - sumOf(after, (it) => it.physicalBytes);
    expect(freed).toBeGreaterThan(0.4 * sumOf(cold, (it) => it.physicalBytes));
    for (const thread of store.threads) expectSameThread(store.fileOf(thread), thread);
    await expect(figure(page, 'Reclaimable')).toContainText('nothing left to press');
    await expect(figure(page, 'Saved so far')).toContainText(`${cold.length} threads`);

    await goTo(page, 'Threads');
    await chip(page, 'Compressed').click();
    await expect(table(page)).toHaveAttribute('aria-rowcount', String(cold.length + 1));
    await rows(page)
      .first()
      .click({ modifiers: ['Control'] });
    await page.keyboard.press('Control+a');
    await selectionBar(page).getByRole('button', { name: 'Restore…' }).click();
    await expect(dialog(page)).toContainText('The same bytes, the same time stamp, the same mode');
    await dialog(page)
      .getByRole('button', { name: `Restore ${cold.length} threads` })
      .click();
    await expect(summary(page)).toContainText(`${cold.length} threads restored`, { timeout: 60_000 });
    expect(changesBetween(before, snapshotStore(store.home)), 'after compress and restore').toEqual([]);
  });

  test('takes exactly the selected threads, and the promise stands in one line the second time', async ({
    makeHome,
    open,
  }) => {
    const store = await makeHome({ threads: 10, bytes: 2e6, coldShare: 1 });
    const { page } = await open(store.home);
    await goTo(page, 'Threads');
    await rows(page)
      .nth(0)
      .click({ modifiers: ['Control'] });
    await rows(page)
      .nth(2)
      .click({ modifiers: ['Control'] });
    await selectionBar(page).getByRole('button', { name: 'Compress…' }).click();
    await expect(dialog(page)).toContainText('Always one whole copy.');
    await dialog(page).getByRole('button', { name: 'Compress 2 threads' }).click();
    await expect(summary(page)).toBeVisible();
    expect(threadsOnDisk(store.home).filter(({ state }) => state === 'compressed')).toHaveLength(2);

    await summary(page).getByRole('button', { name: 'Undo: restore all' }).click();
    await expect(summary(page)).toContainText('2 threads restored');
    expect(threadsOnDisk(store.home).filter(({ state }) => state === 'compressed')).toHaveLength(0);
    for (const thread of store.threads) expectSameThread(store.fileOf(thread), thread);
    await closeDialog(page);

    await goTo(page, 'Overview');
    await reviewAndCompress(page);
    await expect(dialog(page)).not.toContainText('Always one whole copy.');
    await expect(dialog(page)).toContainText(
      'A file goes only after its compressed twin was read back and found equal.',
    );
    await dialog(page).getByRole('button', { name: 'The whole promise' }).click();
    await expect(dialog(page)).toContainText('Always one whole copy.');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Review and compress…' })).toBeFocused();
  });
});

type KnownThread = {
  readonly sha256: string;
  readonly contentBytes: number;
  readonly mtimeNs: bigint;
  readonly mode: number;
};

/** The thread stands in one representation, with the content, the time stamp and the mode that it was made with. */
function expectSameThread(plain: string, { sha256, contentBytes, mtimeNs, mode }: KnownThread): void {
  const files = [plain, `${plain}.zst`].filter((file) => fs.existsSync(file));
  expect(files, plain).toHaveLength(1);
  const [file = ''] = files;
  expect(digestContent(file), file).toEqual({ sha256, bytes: contentBytes });
  const stats = fs.statSync(file, { bigint: true });
  expect({ mtimeNs: stats.mtimeNs, mode: Number(stats.mode) & 0o7777 }, file).toEqual({ mtimeNs, mode });
}
