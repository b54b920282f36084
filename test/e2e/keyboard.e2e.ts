import type { Page } from 'playwright/test';
import { expect } from 'playwright/test';
import { snapshotStore } from '../support/store/snapshot';
import { test } from './support/fixtures';
import { changesBetween, threadsOnDisk } from './support/truth';
import { chip, dialog, drawer, filterField, rows, selectionBar, summary, table } from './support/view';

test.describe('without a mouse', () => {
  test('one goes from the start to compressed threads and back to restored ones', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 12, bytes: 3e6, coldShare: 0.75 });
    const before = snapshotStore(store.home);
    const coldCount = threadsOnDisk(store.home).filter(({ state }) => state === 'cold').length;
    const { page } = await open(store.home);
    const press = (key: string) => page.keyboard.press(key);

    await tabTo(page, 'Review and compress…');
    await press('Enter');
    await expect(dialog(page).getByRole('button', { name: 'Cancel' })).toBeFocused();
    await tabTo(page, `Compress ${coldCount} threads`);
    await press('Enter');
    await expect(summary(page)).toContainText('freed');
    await expect(summary(page).getByRole('button', { name: 'Done' })).toBeFocused();
    await press('Enter');
    await expect(dialog(page)).toHaveCount(0);
    expect(threadsOnDisk(store.home).filter(({ state }) => state === 'compressed')).toHaveLength(coldCount);

    await press('Control+k');
    await page.keyboard.type('threads compressed only');
    await expect(page.getByRole('option', { name: 'Threads, compressed only' })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await press('Enter');
    await expect(chip(page, 'Compressed')).toHaveAttribute('aria-pressed', 'true');
    await expect(rows(page)).toHaveCount(coldCount);

    await press('Control+k');
    await expect(page.getByRole('option').last()).toHaveText('Open the demo store');
    await page.keyboard.type('the');
    await expect(page.getByRole('option', { name: 'Open the demo store' })).toHaveCount(0);
    await press('Escape');

    await table(page).focus();
    await press('Enter');
    await expect(drawer(page)).toBeVisible();
    await press('F6');
    await expect.poll(() => focusedRegion(page)).toBe('drawer');
    await press('Tab');
    // The tooltip of the button that has focus now must not keep the key to itself.
    await expect(page.getByRole('tooltip')).toBeVisible();
    await press('Escape');
    await expect(drawer(page)).toHaveCount(0);
    await expect(table(page)).toBeFocused();
    await press('Control+a');
    await expect(selectionBar(page)).toContainText(`${coldCount} threads`);
    await tabTo(page, 'Restore…');
    await press('Enter');
    await tabTo(page, `Restore ${coldCount} threads`);
    await press('Enter');
    await expect(summary(page)).toContainText(`${coldCount} threads restored`);
    await press('Escape');
    await expect(dialog(page)).toHaveCount(0);
    expect(changesBetween(before, snapshotStore(store.home))).toEqual([]);
  });

  test('every control is reached, and focus comes back to where it was', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 8, bytes: 1e6, coldShare: 1, compressedShare: 0.3 });
    const { page } = await open(store.home);
    const press = (key: string) => page.keyboard.press(key);

    expect(await unreachable(page), 'on the overview').toEqual([]);
    await press('Control+2');
    await expect(rows(page)).toHaveCount(8);
    await table(page).focus();
    await press('Control+a');
    await press('Enter');
    await expect(drawer(page)).toBeVisible();
    expect(await unreachable(page), 'on Threads with a selection and a record').toEqual([]);
    await press('Escape');
    await press('Escape');

    await press('/');
    await expect(filterField(page)).toBeFocused();
    await press('Enter');
    await expect(table(page)).toBeFocused();
    for (const opener of ['?', 'Control+k', 'Control+Enter']) {
      await press(opener);
      await expect(dialog(page), opener).toBeVisible();
      await press('Escape');
      await expect(dialog(page), opener).toHaveCount(0);
      await expect(table(page), opener).toBeFocused();
    }

    const regions = new Set<string | null>();
    for (let turn = 0; turn < 6; turn += 1) {
      await press('F6');
      regions.add(await focusedRegion(page));
    }
    expect(regions).toEqual(new Set(['titlebar', 'rail', 'toolbar', 'content']));

    const before = await table(page).getByRole('columnheader', { name: 'Title' }).getAttribute('aria-sort');
    await tabTo(page, 'Sort and select');
    await press('Enter');
    await page.keyboard.type('Sort by title');
    await press('Enter');
    await expect(table(page).getByRole('columnheader', { name: 'Title' })).not.toHaveAttribute(
      'aria-sort',
      before ?? '',
    );
    await press('Control+1');
    await expect(page.getByRole('button', { name: 'Review and compress…' })).toBeVisible();
    await tabTo(page, 'Open Health');
    await press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Health' })).toBeVisible();
    expect(await unreachable(page), 'on Health').toEqual([]);
    await press('Escape');
    await press('Control+5');
    await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
    expect(await unreachable(page), 'on Activity').toEqual([]);
  });
});

/** Presses Tab until the button with this name has focus, as often as a round through the window may take. */
async function tabTo(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await expect(button).toBeVisible();
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
  for (let turn = 0; turn < 60; turn += 1) {
    if (await button.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to “${name}”`);
}

async function focusedRegion(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset['region'] ?? null);
}

/**
 * Controls that no round of Tab and no arrow key inside a roving group comes to. Left out on purpose: the window's own
 * frame, which the system's keys work, and what stands in the table, whose keys and ⋯ menu do the same.
 */
async function unreachable(page: Page): Promise<readonly string[]> {
  const names = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a[href], input, [role="checkbox"]')]
      .filter((element) => element.checkVisibility() && element.tabIndex < 0)
      .filter((element) => element.closest('[role="grid"], [role="treegrid"]') === null)
      .filter((element) => element.closest('ul, [role="rowgroup"]')?.querySelector('[tabindex="0"]') === null)
      .map((element) => element.getAttribute('aria-label') ?? element.textContent),
  );
  return names.filter((name) => !['Minimize', 'Maximize', 'Leave full size', 'Close'].includes(name));
}
