import { expect } from 'playwright/test';
import { test } from './support/fixtures';
import { show } from './support/gallery';
import { closeDialog, entries, entry, goTo, record, reviewAndCompress, summary } from './support/view';

test.describe('the record in light and dark', () => {
  test.setTimeout(240_000);

  test('empty, after a job, with a proof, filtered', async ({ makeHome, open }) => {
    const { home } = await makeHome({
      threads: 40,
      bytes: 40e6,
      coldShare: 0.9,
      compressedShare: 0,
      oddities: ['symlink'],
    });
    const launched = await open(home);
    const { page } = launched;
    await goTo(page, 'Activity');
    await expect(page.getByRole('heading', { name: 'Nothing was done yet' })).toBeVisible();
    await show(launched, 'activity-empty');

    await goTo(page, 'Overview');
    await (await reviewAndCompress(page)).click();
    await expect(summary(page)).toContainText('freed', { timeout: 60_000 });
    await closeDialog(page);
    await goTo(page, 'Activity');
    await expect(entry(page, /^Compressed \d+ threads/)).toBeVisible();
    await record(page).focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect(entries(page, 2).first()).toBeVisible();
    await show(launched, 'activity', { sizes: true });

    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect(record(page)).toContainText('copy as JSON');
    await show(launched, 'activity-proof', { sizes: true });
    await page.getByRole('searchbox').fill('no such words');
    await expect(page.getByRole('heading', { name: /^No entry says/ })).toBeVisible();
    await show(launched, 'activity-no-match');
  });
});
