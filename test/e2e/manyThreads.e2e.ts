import type { Page } from 'playwright/test';
import { expect } from 'playwright/test';
import { makeManyThreads } from '../support/store/manyThreads';
import { invoke, waitForScan } from './support/app';
import { test } from './support/fixtures';
import { figure, goTo, row, table } from './support/view';

const count = 20_000;

test.describe('a store of 20,000 threads', () => {
  test('fills the window while it is scanned, scrolls to its end, and is remembered', async ({ makeFolder, start }) => {
    const home = makeFolder();
    const data = makeFolder();
    makeManyThreads(home, count, Date.now());

    const first = await start({ home, data });
    const seen = await countsWhileScanning(first.page);
    console.log(`scan: counts on show ${seen.join(', ')}`);
    expect(
      seen.filter((threads) => threads > 0 && threads < count).length,
      'results appear while the scan runs',
    ).toBeGreaterThan(0);
    expect(seen, 'the count only grows').toEqual([...seen].sort((a, b) => a - b));
    await expect(figure(first.page, 'Codex home uses')).toContainText('20,000 threads');

    await goTo(first.page, 'Threads');
    await expect(table(first.page)).toHaveAttribute('aria-rowcount', String(count + 1));
    const longest = await longestTasks(first.page, async () => {
      await scrollToTheEnd(first.page);
      await pageToTheStart(first.page);
    });
    console.log(`scrolling: tasks over 50 ms took ${longest.map((ms) => Math.round(ms)).join(', ') || 'none'} ms`);
    expect(Math.max(0, ...longest), 'no stall while scrolling').toBeLessThan(1000);
    await first.close();

    const second = await start({ home, data });
    const usage = await invoke(second.page, 'usage/get', {});
    expect(usage, 'the rows of the last scan are there before the next one ends').toMatchObject({
      value: { threads: count },
    });
    await goTo(second.page, 'Threads');
    await expect(row(second.page, 0)).toContainText(/\w/);
    await waitForScan(second.page);
    const again = await invoke(second.page, 'usage/get', {});
    expect(again).toMatchObject({ value: { threads: count } });
  });
});

/** The number of threads on the overview each time it changes, until the title bar says that the scan is done. */
async function countsWhileScanning(page: Page): Promise<readonly number[]> {
  return page.evaluate(async () => {
    const counts: number[] = [];
    const bar = document.querySelector('header');
    if (bar === null) throw new Error('no title bar');
    await new Promise<void>((resolve) => {
      const look = () => {
        const text = bar.innerText;
        const shown = document.querySelector('main')?.innerText ?? '';
        const now = Number(/\b([\d,]+) threads so far/.exec(shown)?.[1]?.replaceAll(',', '') ?? -1);
        if (now >= 0 && now !== counts.at(-1)) counts.push(now);
        if (!text.includes('up to date')) return;
        observer.disconnect();
        resolve();
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      look();
    });
    return counts;
  });
}

/** How long the page was busy in one piece, each time over 50 ms, while something was done. */
async function longestTasks(page: Page, work: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)));
    observer.observe({ entryTypes: ['longtask'] });
    Object.assign(window, { longTasks: tasks });
  });
  await work();
  return page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
}

/** With the wheel's events, a screen and more at a time, as fast as frames come. */
async function scrollToTheEnd(page: Page): Promise<void> {
  await table(page).evaluate(async (grid) => {
    const step = Math.ceil(grid.scrollHeight / 120);
    while (grid.scrollTop + grid.clientHeight < grid.scrollHeight - 1) {
      grid.scrollBy(0, step);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
  await expect(row(page, count - 1)).toBeInViewport();
  await expect(row(page, count - 1)).not.toHaveAttribute('aria-busy', 'true');
}

async function pageToTheStart(page: Page): Promise<void> {
  await table(page).focus();
  await page.keyboard.press('End');
  await expect(row(page, count - 1)).toBeInViewport();
  for (let turn = 0; turn < 20; turn += 1) await page.keyboard.press('PageUp');
  await expect(row(page, count - 1)).not.toBeInViewport();
  await page.keyboard.press('Home');
  await expect(row(page, 0)).toBeInViewport();
  await expect(row(page, 0)).not.toHaveAttribute('aria-busy', 'true');
}
