import { expect } from 'playwright/test';
import { answerFolderDialog, invoke, waitForScan } from './support/app';
import { test } from './support/fixtures';
import { threadsOnDisk } from './support/truth';
import { closeDialog, dialog, figure, reviewAndCompress, summary } from './support/view';

test.describe('the next start', () => {
  test('opens the chosen store again, with its rows at once and the promise in one line', async ({
    makeFolder,
    makeHome,
    start,
  }) => {
    const store = await makeHome({ threads: 12, bytes: 3e6, coldShare: 0.75 });
    const data = makeFolder();
    const first = await start({ data });
    await expect(first.page.getByRole('heading', { name: 'No Codex threads found yet' })).toBeVisible();
    await answerFolderDialog(first, store.home);
    await first.page.getByRole('button', { name: 'Choose a folder…' }).click();
    await waitForScan(first.page);
    await (await reviewAndCompress(first.page)).click();
    await expect(summary(first.page)).toContainText('freed');
    await closeDialog(first.page);
    await expect(figure(first.page, 'Reclaimable')).toContainText('nothing left to press');
    await first.close();

    const second = await start({ data });
    expect(await invoke(second.page, 'usage/get', {})).toMatchObject({ ok: true, value: { threads: 12 } });
    await expect(second.page.getByRole('banner')).toContainText(store.home);
    const compressed = threadsOnDisk(store.home).filter(({ state }) => state === 'compressed').length;
    await expect(figure(second.page, 'Saved so far')).toContainText(`${compressed} threads`);
    await waitForScan(second.page);

    await second.page.keyboard.press('Control+2');
    await second.page.getByRole('grid', { name: 'Threads' }).focus();
    await second.page.keyboard.press('Control+a');
    await second.page.getByRole('button', { name: 'Restore…' }).click();
    await dialog(second.page)
      .getByRole('button', { name: `Restore ${compressed} threads` })
      .click();
    await expect(summary(second.page)).toContainText(`${compressed} threads restored`);
    await closeDialog(second.page);
    await second.page.keyboard.press('Control+1');
    await reviewAndCompress(second.page);
    await expect(dialog(second.page)).toContainText('A file goes only after its compressed twin was read back');
    await expect(dialog(second.page)).not.toContainText('Always one whole copy.');
  });
});
