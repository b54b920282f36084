import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'playwright/test';
import { snapshotContents, lostContents } from '../support/store/snapshot';
import { test } from './support/fixtures';
import { show } from './support/gallery';
import { holdRunLock } from './support/runLock';
import { dialog, finding, healthPanel, openHealth } from './support/view';

const strange = {
  threads: 12,
  bytes: 4e6,
  coldShare: 0.9,
  compressedShare: 0.3,
  oddities: ['both-conflict', 'both-damaged', 'both-stale'],
  leftovers: true,
} as const;

test.describe('health', () => {
  test.setTimeout(240_000);

  test('two versions of one thread: compared, one set aside and put back, both kept', async ({ makeHome, open }) => {
    const store = await makeHome(strange);
    const odd = store.oddities.find(({ label }) => label === 'both-conflict');
    const file = path.join(store.home, odd?.path ?? '');
    const twin = path.join(store.home, odd?.twinPath ?? '');
    const contents = snapshotContents(store.home);
    const launched = await open(store.home);
    const { page } = launched;
    await expect(healthPanel(page)).toContainText('1 conflict, both copies kept');
    await show(launched, 'overview-health', { sizes: true });

    await healthPanel(page)
      .getByRole('button', { name: /^Compare: 1 conflict/ })
      .click();
    await expect(page.getByRole('heading', { level: 1, name: 'One thread, two different copies' })).toBeVisible();
    await expect(page.getByRole('table', { name: 'Both versions' })).toContainText('at record');
    await show(launched, 'conflict', { sizes: true });

    await page.getByRole('button', { name: 'Set one aside' }).click();
    await page.getByRole('menuitem', { name: 'Set the compressed copy aside…' }).click();
    await expect(dialog(page)).toContainText('Where it goes');
    await expect(dialog(page).getByRole('button', { name: 'Cancel' })).toBeFocused();
    await show(launched, 'conflict-set-aside');
    await dialog(page).getByRole('button', { name: 'Set aside' }).click();
    await expect(dialog(page)).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1, name: 'Health' })).toBeVisible();
    expect([fs.existsSync(file), fs.existsSync(twin)]).toEqual([true, false]);

    const aside = page.getByRole('region', { name: 'Set aside' });
    await expect(aside).toContainText(path.basename(twin));
    await show(launched, 'health', { sizes: true });
    await aside.getByRole('button', { name: /^Put back/ }).click();
    await expect(aside).toHaveCount(0);
    expect(fs.existsSync(twin)).toBe(true);
    expect(lostContents(contents, snapshotContents(store.home)), 'no content is lost').toEqual([]);

    const conflict = finding(page, /two different copies/);
    await expect(conflict).toBeVisible();
    await conflict.getByRole('button', { name: /^Keep both/ }).click();
    await expect(conflict).toHaveCount(0);
    expect([fs.existsSync(file), fs.existsSync(twin)]).toEqual([true, true]);
    await page.keyboard.press('Control+5');
    await expect(page.getByRole('treegrid', { name: 'Activity' })).toContainText('Kept both');
    await expect(page.getByRole('treegrid', { name: 'Activity' })).toContainText('Put back');
    await show(launched, 'activity-health');
  });

  test('a calm store: nothing to decide, and Verify all proves what is compressed', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 10, bytes: 2e6, coldShare: 1, compressedShare: 0.5 });
    const launched = await open(store.home);
    const { page } = launched;
    await openHealth(page);
    await expect(page.getByRole('main')).toContainText('Nothing to decide.');
    await page.getByRole('button', { name: 'Verify all' }).click();
    await expect(dialog(page)).toContainText('5 threads proven', { timeout: 60_000 });
    await show(launched, 'summary-verified');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('region', { name: 'Proofs' })).toContainText('All 5 compressed threads proven');
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(page.getByText('looked at just now')).toBeVisible();
    await show(launched, 'health-calm');
    await page.keyboard.press('Escape');
    await expect(healthPanel(page)).toContainText('All 5 compressed threads proven');
  });

  test('what a crash left is put right and told', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 6, bytes: 1e6, coldShare: 1, compressedShare: 0 });
    const [thread] = store.threads;
    const file = thread === undefined ? '' : store.fileOf(thread);
    fs.renameSync(file, `${file}.coldpress-hold`);
    const launched = await open(store.home);
    const { page } = launched;
    await expect(healthPanel(page)).toContainText('Put back after a crash: 1 thread');
    expect(fs.existsSync(file)).toBe(true);
    await openHealth(page);
    await expect(page.getByRole('region', { name: 'Put right after a crash' })).toContainText(path.basename(file));
    await show(launched, 'health-recovered');
  });

  test('a store that another program holds: recovery waits, and says for whom', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 4, bytes: 1e6, coldShare: 1, compressedShare: 0 });
    const [thread] = store.threads;
    const file = thread === undefined ? '' : store.fileOf(thread);
    fs.renameSync(file, `${file}.coldpress-hold`);
    const letGo = holdRunLock(store.home);
    const launched = await open(store.home);
    const { page } = launched;
    await expect(healthPanel(page)).toContainText('Recovery deferred');
    await openHealth(page);
    await expect(page.getByRole('main')).toContainText('has not been looked at yet');
    await show(launched, 'health-deferred');
    letGo();
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(page.getByRole('region', { name: 'Put right after a crash' })).toBeVisible();
    expect(fs.existsSync(file)).toBe(true);
  });
});
