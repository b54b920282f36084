import path from 'node:path';
import { expect } from 'playwright/test';
import { spokenBytes } from '../../renderer/lib/format';
import { test } from './support/fixtures';
import { sumOf, threadsOnDisk, type ThreadOnDisk } from './support/truth';
import { chip, columnTexts, filterField, goTo, row, rows, selectionBar, table } from './support/view';

const store = { threads: 14, bytes: 4e6, compressedShare: 0.3, coldShare: 0.6 } as const;

/** The order in which the table opens: the largest first, the id decides between equals. */
const byPhysicalBytes = (a: ThreadOnDisk, b: ThreadOnDisk) =>
  b.physicalBytes - a.physicalBytes || (a.id < b.id ? 1 : -1);

test.describe('the threads', () => {
  test('are filtered by words, by state and by project', async ({ makeHome, open }) => {
    const { home, threads } = await makeHome(store);
    const { page } = await open(home);
    await goTo(page, 'Threads');
    await expect(rows(page)).toHaveCount(threads.length);

    const wanted = threads.find(({ name }) => name === null);
    const words = wanted?.title.toUpperCase().split(' ') ?? [];
    await filterField(page).fill(`  ${words.slice(-2).join('  ')} ${words[0] ?? ''}`);
    await expect(rows(page).filter({ hasText: wanted?.title ?? '' })).not.toHaveCount(0);
    await expect(rows(page)).not.toHaveCount(threads.length);
    await filterField(page).fill(wanted?.id ?? '');
    await expect(rows(page)).toHaveCount(1);
    await expect(row(page, 0)).toContainText(wanted?.title ?? '');
    await filterField(page).press('Escape');
    await expect(filterField(page)).toHaveValue('');
    await expect(rows(page)).toHaveCount(threads.length);

    const onDisk = threadsOnDisk(home);
    for (const [word, state] of Object.entries({ Cold: 'cold', Recent: 'recent', Compressed: 'compressed' })) {
      const count = onDisk.filter((thread) => thread.state === state).length;
      await expect(chip(page, word)).toContainText(String(count));
      await chip(page, word).click();
      await expect(rows(page)).toHaveCount(count);
      for (const text of await columnTexts(page, 7)) expect(text).toMatch(new RegExp(`^${word}`));
    }
    await chip(page, 'All').click();
    await expect(rows(page)).toHaveCount(threads.length);

    const project = path.basename(threads[0]?.cwd ?? '');
    const inProject = threads.filter(({ cwd }) => path.basename(cwd) === project);
    await page.getByRole('button', { name: 'Project: all' }).click();
    await page.getByRole('menuitemcheckbox', { name: project, exact: true }).click();
    await expect(rows(page)).toHaveCount(inProject.length);
    expect(new Set(await columnTexts(page, 2))).toEqual(new Set([project]));
    await expect(page.getByText(`${inProject.length} of ${threads.length} threads`)).toBeVisible();

    await filterField(page).fill('no such words');
    await expect(page.getByRole('heading', { name: 'No thread matches “no such words”' })).toBeVisible();
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await expect(rows(page)).toHaveCount(threads.length);
  });

  test('are sorted by each column, both ways', async ({ makeHome, open }) => {
    const { home, threads } = await makeHome(store);
    const { page } = await open(home);
    await goTo(page, 'Threads');
    await expect(rows(page)).toHaveCount(threads.length);

    const onDisk = new Map(threadsOnDisk(home).map((thread) => [thread.id, thread]));
    const facts = threads.map((thread) => {
      const { physicalBytes = 0, mtimeMs = 0, state = 'unclear' } = onDisk.get(thread.id) ?? {};
      const savedBytes = Math.max(0, thread.contentBytes - physicalBytes);
      return { ...thread, physicalBytes, mtimeMs, state, savedBytes, project: path.basename(thread.cwd) };
    });
    const by = <T extends string | number>(valueOf: (each: (typeof facts)[number]) => T, text: (value: T) => string) =>
      facts
        .map(valueOf)
        .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
        .map(text);
    const lower = (text: string) => text.toLowerCase();
    const orNothing = (bytes: number) => (bytes === 0 ? 'nothing' : spokenBytes(bytes));
    const expected: readonly (readonly [name: string, column: number, rising: readonly string[]])[] = [
      ['Title', 1, by((each) => lower(each.name ?? each.title), String)],
      ['Project', 2, by((each) => lower(each.project), String)],
      ['On disk', 4, by((each) => each.physicalBytes, spokenBytes)],
      ['Full size', 5, by((each) => each.contentBytes, spokenBytes)],
      ['Saved', 6, by((each) => each.savedBytes, orNothing)],
      ['State', 7, by((each) => ['cold', 'recent', 'in_use', 'compressed'].indexOf(each.state), stateWord)],
    ];
    for (const [name, column, rising] of expected) {
      const head = table(page).getByRole('columnheader', { name, exact: true });
      await head.getByRole('button').click();
      for (let turn = 0; turn < 2; turn += 1) {
        await expect(head).toHaveAttribute('aria-sort', /ascending|descending/);
        const direction = await head.getAttribute('aria-sort');
        const wanted = direction === 'ascending' ? rising : [...rising].reverse();
        const shown = async () =>
          (await columnTexts(page, column)).map((text) => (column < 3 ? lower(text) : text.replace(', archived', '')));
        await expect.poll(shown, { message: `${name}, ${direction ?? ''}` }).toEqual(wanted);
        await head.getByRole('button').click();
        await expect(head).not.toHaveAttribute('aria-sort', direction ?? '');
      }
    }
    const newest = [...facts].sort((a, b) => b.mtimeMs - a.mtimeMs).map(({ name, title }) => name ?? title);
    await table(page).getByRole('columnheader', { name: 'Updated' }).getByRole('button').click();
    await expect.poll(() => columnTexts(page, 1)).toEqual(newest);
  });

  test('are selected with the mouse, and the bar adds them up', async ({ makeHome, open }) => {
    const { home, threads } = await makeHome(store);
    const { page } = await open(home);
    await goTo(page, 'Threads');
    const largest = [...threadsOnDisk(home)].sort(byPhysicalBytes);
    const expectSelected = expectSelection(page, largest);

    await row(page, 1).click({ modifiers: ['Control'] });
    await expectSelected([1]);
    await row(page, 4).click({ modifiers: ['Shift'] });
    await expectSelected([1, 2, 3, 4]);
    await row(page, 2).getByRole('checkbox').click();
    await expectSelected([1, 3, 4]);
    await row(page, 6).getByRole('checkbox').click();
    await expectSelected([1, 3, 4, 6]);

    await chip(page, 'Compressed').click();
    const hidden = [1, 3, 4, 6].filter((index) => largest[index]?.state !== 'compressed').length;
    await expect(selectionBar(page)).toContainText(`${hidden} of them outside this filter`);
    await chip(page, 'All').click();

    await table(page).getByRole('checkbox', { name: 'Select all threads that match' }).click();
    await expect(selectionBar(page)).toHaveCount(0);
    await table(page).getByRole('checkbox', { name: 'Select all threads that match' }).click();
    await expectSelected(threads.map((_, index) => index));
    await selectionBar(page).getByRole('button', { name: 'Clear selection' }).click();
    await expect(selectionBar(page)).toHaveCount(0);
  });

  test('are selected with the keyboard', async ({ makeHome, open }) => {
    const { home, threads } = await makeHome(store);
    const { page } = await open(home);
    await page.keyboard.press('Control+2');
    await expect(rows(page)).toHaveCount(threads.length);
    const expectSelected = expectSelection(page, [...threadsOnDisk(home)].sort(byPhysicalBytes));

    await table(page).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await expectSelected([1]);
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await expectSelected([1, 2, 3]);
    await page.keyboard.press('Shift+ArrowUp');
    await expectSelected([1, 2]);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Space');
    await expectSelected([1, 2, 4]);
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await page.keyboard.press('Space');
    await expectSelected([1, 4]);
    await page.keyboard.press('Shift+End');
    await expectSelected(threads.map((_, index) => index).slice(1));
    await page.keyboard.press('Escape');
    await expect(selectionBar(page)).toHaveCount(0);
    await page.keyboard.press('Control+a');
    await expectSelected(threads.map((_, index) => index));
  });
});

function stateWord(order: number): string {
  return ['Cold', 'Recent', 'In use', 'Compressed'][order] ?? '';
}

/** Checks which rows are selected, and that the bar's totals are those of the files on disk. */
function expectSelection(page: Parameters<typeof table>[0], inOrder: readonly ThreadOnDisk[]) {
  return async (indexes: readonly number[]) => {
    const selected = () =>
      rows(page).evaluateAll((all) =>
        all
          .filter((each) => each.getAttribute('aria-selected') === 'true')
          .map((each) => Number(each.getAttribute('data-index'))),
      );
    await expect.poll(selected).toEqual(indexes);
    const threads = indexes.flatMap((index) => inOrder[index] ?? []);
    const bar = selectionBar(page);
    await expect(bar).toContainText(`${threads.length} thread${threads.length === 1 ? '' : 's'}`);
    await expect(bar).toContainText(spokenBytes(sumOf(threads, ({ physicalBytes }) => physicalBytes)));
    const cold = threads.filter(({ state }) => state === 'cold');
    if (cold.length > 0) {
      await expect(bar).toContainText(`${cold.length} cold`);
      await expect(bar).toContainText(spokenBytes(sumOf(cold, ({ physicalBytes }) => physicalBytes)));
    }
    const compress = bar.getByRole('button', { name: 'Compress…' });
    if (cold.length > 0) await expect(compress).not.toHaveAttribute('aria-disabled', 'true');
    else await expect(compress).toHaveAttribute('aria-disabled', 'true');
  };
}
