import { expect } from 'playwright/test';
import { spokenBytes } from '../../renderer/lib/format';
import { invoke } from './support/app';
import { test } from './support/fixtures';
import { otherBytesOnDisk, sumOf, threadsOnDisk } from './support/truth';
import { chip, drawer, fact, figure, filterField, rows, table } from './support/view';

const mixedStore = { threads: 40, bytes: 8e6, compressedShare: 0.2, coldShare: 0.7, otherFiles: true } as const;

test.describe('the overview', () => {
  test('shows the numbers that the store has on disk', async ({ makeHome, open }) => {
    const store = await makeHome(mixedStore);
    const { page } = await open(store.home);

    const threads = threadsOnDisk(store.home);
    const physicalBytes = sumOf(threads, (thread) => thread.physicalBytes);
    const ofState = (state: string) => threads.filter((thread) => thread.state === state);
    const contentBytes = new Map(store.threads.map((thread) => [thread.id, thread.contentBytes]));
    const savedBytes = sumOf(ofState('compressed'), ({ id, physicalBytes: now }) =>
      Math.max(0, (contentBytes.get(id) ?? 0) - now),
    );
    const otherBytes = otherBytesOnDisk(store.home);

    expect(await invoke(page, 'usage/get', {})).toMatchObject({
      ok: true,
      value: { threads: threads.length, physicalBytes, otherBytes, savedBytes, problemCount: 0 },
    });
    await expect(figure(page, 'Codex home uses')).toContainText(spokenBytes(physicalBytes + otherBytes));
    await expect(figure(page, 'Codex home uses')).toContainText(`${threads.length} threads and other files`);
    const coldBytes = sumOf(ofState('cold'), (thread) => thread.physicalBytes);
    await expect(figure(page, 'Reclaimable')).toContainText(spokenBytes(coldBytes));
    await expect(figure(page, 'Reclaimable')).toContainText(`${ofState('cold').length} cold threads`);
    await expect(figure(page, 'Saved so far')).toContainText(spokenBytes(savedBytes));
    await expect(figure(page, 'Saved so far')).toContainText(`${ofState('compressed').length} threads`);

    const legend = page.getByRole('list', { name: 'Bytes by state' });
    for (const [word, state] of Object.entries({ Cold: 'cold', Recent: 'recent', Compressed: 'compressed' })) {
      const bytes = sumOf(ofState(state), (thread) => thread.physicalBytes);
      await expect(legend.getByRole('button', { name: new RegExp(`^${word}`) })).toContainText(spokenBytes(bytes));
    }
    await expect(legend.getByText('Other files')).toContainText(spokenBytes(otherBytes));
  });

  test('leads to the threads of a state, of a project, and to one thread', async ({ makeHome, open }) => {
    const store = await makeHome(mixedStore);
    const { page } = await open(store.home);
    const threads = threadsOnDisk(store.home);

    await page
      .getByRole('list', { name: 'Bytes by state' })
      .getByRole('button', { name: /^Compressed/ })
      .click();
    await expect(chip(page, 'Compressed')).toHaveAttribute('aria-pressed', 'true');
    await expect(table(page)).toHaveAttribute(
      'aria-rowcount',
      String(threads.filter(({ state }) => state === 'compressed').length + 1),
    );

    await page.keyboard.press('Control+1');
    const project = page.getByRole('table', { name: 'Where the bytes are' }).getByRole('row').nth(1);
    const name = (await project.getByRole('button').textContent()) ?? '';
    const count = Number(await project.getByRole('cell').nth(1).textContent());
    await project.getByRole('button').click();
    await expect(page.getByRole('button', { name: `Project: ${name}` })).toBeVisible();
    await expect(rows(page)).toHaveCount(count);

    await page.keyboard.press('Control+1');
    const most = Math.max(...threads.map(({ physicalBytes }) => physicalBytes));
    const largest = threads.filter(({ physicalBytes }) => physicalBytes === most).map(({ id }) => id); // often equal, by the block
    await page.getByRole('region', { name: 'Largest threads' }).getByRole('button').first().click();
    await expect(drawer(page)).toBeVisible();
    await expect(fact(page, 'Id')).toHaveText(new RegExp(`^(${largest.join('|')})$`));
    await expect(filterField(page)).toHaveValue('');
  });
});
