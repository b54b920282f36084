import { expect, type Locator, type Page } from 'playwright/test';

/** What the tests look for in the window, by role and name as a person or a screen reader finds it. */

/** One of the three figures of the overview. */
export function figure(page: Page, label: string): Locator {
  return page.getByRole('region', { name: label, exact: true });
}

export function table(page: Page): Locator {
  return page.getByRole('grid', { name: 'Threads' });
}

/** The rows of the table, from the first one on; only those near the visible ones are there. */
export function rows(page: Page): Locator {
  return table(page).locator('[role="row"][data-index]');
}

export function row(page: Page, index: number): Locator {
  return table(page).locator(`[role="row"][data-index="${index}"]`);
}

/** The texts of one column of the rows on show, as a screen reader hears them. */
export async function columnTexts(page: Page, column: number): Promise<readonly string[]> {
  return rows(page).evaluateAll(
    (all, at) =>
      all
        .sort((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
        .map((each) => {
          const cell = each.querySelectorAll('[role="gridcell"]')[at]?.cloneNode(true) as Element | undefined;
          cell?.querySelectorAll('[aria-hidden="true"]').forEach((hidden) => hidden.remove());
          return cell?.textContent.trim() ?? '';
        }),
    column,
  );
}

export function chip(page: Page, word: string): Locator {
  return page.getByRole('group', { name: 'State' }).getByRole('button', { name: new RegExp(`^${word}`) });
}

export function filterField(page: Page): Locator {
  return page.getByRole('searchbox', { name: 'Filter by title, project or id' });
}

export function selectionBar(page: Page): Locator {
  return page.getByRole('region', { name: 'Selection' });
}

/** The record of a thread. */
export function drawer(page: Page): Locator {
  return page.getByRole('complementary');
}

/** The value of one fact in the record. */
export function fact(page: Page, name: string): Locator {
  return drawer(page).locator('dt').getByText(name, { exact: true }).locator('xpath=following-sibling::dd[1]');
}

export function dialog(page: Page): Locator {
  return page.getByRole('dialog');
}

export async function goTo(page: Page, name: 'Overview' | 'Threads' | 'Activity'): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeAttached();
}

/** Goes to Threads and opens the record of the thread with this id. */
export async function openRecord(page: Page, id: string): Promise<void> {
  await goTo(page, 'Threads');
  await filterField(page).fill(id);
  // The row of the filter before may still stand there at the first click.
  await expect(async () => {
    await row(page, 0).click();
    await expect(fact(page, 'Id')).toHaveText(id, { timeout: 1000 });
  }).toPass();
}

/** The running job on the overview. */
export function jobPanel(page: Page): Locator {
  return page.getByRole('region', { name: /^(Compressing|Restoring)/ });
}

/** Presses the one button of the overview and waits until the dialog knows what would happen. */
export async function reviewAndCompress(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Review and compress…' }).click();
  const start = dialog(page).getByRole('button', { name: /^Compress [\d,]+ threads?$/ });
  await expect(start).toBeVisible();
  return start;
}

/** The dialog that says how a job ended. */
export function summary(page: Page): Locator {
  return dialog(page).filter({ hasText: /Done in|Cancelled after|Stopped after/ });
}

export async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
}

/** The list of what was done. */
export function record(page: Page): Locator {
  return page.getByRole('treegrid', { name: 'Activity' });
}

/** The entries on show; level 2 are the threads of an unfolded job. */
export function entries(page: Page, level: 1 | 2): Locator {
  return record(page).locator(`[role="row"][data-seq][aria-level="${level}"]`);
}

export function entry(page: Page, words: RegExp): Locator {
  return record(page)
    .locator('[role="row"][data-seq]')
    .filter({ has: page.getByRole('gridcell', { name: words }) });
}

/** Health on the overview. */
export function healthPanel(page: Page): Locator {
  return page.getByRole('region', { name: 'Health', exact: true });
}

export async function openHealth(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open Health' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Health' })).toBeVisible();
}

/** One finding of Health, by its words. */
export function finding(page: Page, words: RegExp): Locator {
  return page.getByRole('region', { name: 'Found' }).getByRole('listitem').filter({ hasText: words });
}
