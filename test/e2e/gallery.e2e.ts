import { expect } from 'playwright/test';
import { resize } from './support/app';
import { test } from './support/fixtures';
import { show } from './support/gallery';
import { threadsOnDisk } from './support/truth';
import {
  chip,
  closeDialog,
  dialog,
  drawer,
  fact,
  figure,
  filterField,
  goTo,
  openRecord,
  row,
  rows,
  selectionBar,
  table,
} from './support/view';

/** As large and as mixed as the demo store, so that the pictures can be held beside the design. */
const fullStore = {
  threads: 300,
  bytes: 160e6,
  compressedShare: 0.25,
  coldShare: 0.85,
  archivedShare: 0.2,
  otherFiles: true,
} as const;

test.describe('every view in light and dark, and in three sizes', () => {
  test.setTimeout(240_000);

  test('the overview, its menus, the palette and the keys', async ({ makeHome, open }) => {
    const { home, threads } = await makeHome({ ...fullStore, oddities: ['zst-truncated', 'symlink'], leftovers: true });
    const launched = await open(home);
    const { page } = launched;
    await expect(figure(page, 'Codex home uses')).toContainText('and other files');
    await show(launched, 'overview', { sizes: true });

    await page.getByRole('button', { name: 'What is reclaimable?' }).hover();
    await expect(page.getByRole('tooltip')).toBeVisible();
    await show(launched, 'overview-why');
    await page.getByRole('button', { name: home }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await show(launched, 'store-menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Show all \d+…$/ }).click();
    await expect(dialog(page)).toContainText('A link.');
    await show(launched, 'left-alone');
    await closeDialog(page);

    await page.keyboard.press('Control+k');
    await expect(page.getByRole('option').first()).toBeVisible();
    await show(launched, 'palette');
    await page.keyboard.type(threads[0]?.title.split(' ')[0] ?? '');
    await expect(page.getByRole('group', { name: 'Threads' }).getByRole('option').first()).toBeVisible();
    await show(launched, 'palette-threads');
    await page.keyboard.type(' which nobody wrote');
    await expect(dialog(page)).toContainText('No command and no thread says');
    await show(launched, 'palette-nothing');
    await closeDialog(page);
    await page.keyboard.press('?');
    await expect(dialog(page)).toContainText('Everywhere');
    await show(launched, 'help');
  });

  test('the threads: the table, a selection, a record, no match', async ({ makeHome, open }) => {
    const { home } = await makeHome({ ...fullStore, oddities: ['zst-truncated'] });
    const launched = await open(home);
    const { page } = launched;
    await goTo(page, 'Threads');
    await expect(row(page, 0)).not.toHaveAttribute('aria-busy', 'true');
    await show(launched, 'threads', { sizes: true });

    for (const index of [1, 3, 4, 7]) await row(page, index).click({ modifiers: ['Control'] });
    await expect(selectionBar(page)).toContainText('cold');
    await show(launched, 'threads-selected', { sizes: true });
    await selectionBar(page).getByRole('button', { name: 'More actions' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await show(launched, 'selection-menu');
    await page.keyboard.press('Escape');
    await selectionBar(page).getByRole('button', { name: 'Clear selection' }).click();

    await row(page, 2).click();
    await expect(fact(page, 'Id')).toBeVisible();
    await show(launched, 'thread', { sizes: true });
    await drawer(page).getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Project: all' }).click();
    await show(launched, 'project-menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Sort and select' }).click();
    await show(launched, 'sort-menu');
    await page.keyboard.press('Escape');

    await chip(page, 'Not understood').click();
    await expect(rows(page)).toHaveCount(1);
    await row(page, 0).click();
    await expect(drawer(page).getByText('Left alone', { exact: true })).toBeVisible();
    await show(launched, 'thread-not-understood');
    await page.keyboard.press('Escape');
    await filterField(page).fill('no such words');
    await expect(page.getByRole('heading', { name: /^No thread matches/ })).toBeVisible();
    await show(launched, 'threads-no-match');
  });

  test('compressed threads: the record with its receipt, the overview with nothing left', async ({
    makeHome,
    open,
  }) => {
    const { home } = await makeHome({ ...fullStore, threads: 80, bytes: 60e6, coldShare: 0.95, compressedShare: 0 });
    const launched = await open(home);
    const { page } = launched;
    await page.getByRole('button', { name: 'Review and compress…' }).click();
    await dialog(page)
      .getByRole('button', { name: /^Compress \d+ threads$/ })
      .click();
    await expect(dialog(page)).toContainText('Done in', { timeout: 60_000 });
    await show(launched, 'summary');
    await closeDialog(page);
    await expect(figure(page, 'Reclaimable')).toContainText('nothing left to press');
    await show(launched, 'overview-compressed');

    const largest = threadsOnDisk(home)
      .filter(({ state }) => state === 'compressed')
      .sort((a, b) => b.physicalBytes - a.physicalBytes)[0];
    await openRecord(page, largest?.id ?? '');
    await filterField(page).fill('');
    await expect(table(page).getByRole('row')).not.toHaveCount(2);
    await expect(fact(page, 'Receipt')).toBeVisible();
    await show(launched, 'thread-compressed');
    await drawer(page).getByRole('tab', { name: 'Receipts' }).click();
    await expect(drawer(page)).toContainText(/equal, [\d,]+\sbytes/);
    await show(launched, 'thread-receipts', { sizes: true });
    await drawer(page).getByRole('tab', { name: 'Summary' }).click();
    await drawer(page).getByRole('button', { name: 'Restore…' }).click();
    await expect(dialog(page).getByRole('button', { name: 'Restore 1 thread' })).toBeVisible();
    await show(launched, 'restore-one');
    await closeDialog(page);
    await page.keyboard.press('Escape');
    await chip(page, 'Compressed').click();
    await table(page).focus();
    await page.keyboard.press('Control+a');
    await selectionBar(page).getByRole('button', { name: 'Restore…' }).click();
    await expect(dialog(page).getByRole('button', { name: /^Restore \d+ threads$/ })).toBeVisible();
    await show(launched, 'restore');
    await dialog(page)
      .getByRole('button', { name: /^Restore \d+ threads$/ })
      .click();
    await expect(dialog(page)).toContainText('threads restored', { timeout: 60_000 });
    await show(launched, 'summary-restored');
    await closeDialog(page);
    await goTo(page, 'Overview');
    await page.getByRole('button', { name: 'Review and compress…' }).click();
    await expect(dialog(page)).toContainText('The whole promise');
    await show(launched, 'compress-later');
    await resize(launched, 1280, 800);
  });
});
