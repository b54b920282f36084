import fs from 'node:fs';
import { expect } from 'playwright/test';
import { formatExactBytes, spokenBytes } from '../../renderer/lib/format';
import { digestFile } from '../support/store/storeFile';
import { test } from './support/fixtures';
import { closeDialog, dialog, drawer, fact, openRecord, summary } from './support/view';

test.describe('the record of a thread', () => {
  test('says what its file says, before and after it is compressed', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 6, bytes: 3e6, coldShare: 1 });
    const { page } = await open(store.home);
    const [thread] = store.threads;
    if (thread === undefined) throw new Error('a store without threads');
    const file = store.fileOf(thread);
    const source = digestFile(file);

    await openRecord(page, thread.id);
    await expect(drawer(page).getByRole('heading', { name: thread.name ?? thread.title })).toBeVisible();
    await expect(fact(page, 'On disk')).toContainText(formatExactBytes(source.bytes));
    await expect(fact(page, 'On disk')).toContainText(spokenBytes(fs.statSync(file).blocks * 512));
    await expect(fact(page, 'Full size')).toContainText(spokenBytes(source.bytes));
    await expect(fact(page, 'File').getByRole('button', { name: thread.path })).toBeVisible();
    await expect(fact(page, 'Codex')).toContainText(thread.cliVersion);
    await expect(fact(page, 'Receipt')).toHaveCount(0);

    await drawer(page).getByRole('button', { name: 'Compress…' }).click();
    await dialog(page).getByRole('button', { name: 'Compress 1 thread' }).click();
    await expect(summary(page)).toContainText('freed');
    await closeDialog(page);

    const compressedBytes = fs.statSync(`${file}.zst`).size;
    await expect(fact(page, 'Receipt')).toContainText(source.sha256);
    await expect(fact(page, 'Receipt')).toContainText(formatExactBytes(source.bytes));
    await expect(fact(page, 'On disk')).toContainText(formatExactBytes(compressedBytes));
    await expect(fact(page, 'Full size')).toContainText(spokenBytes(source.bytes));
    await expect(fact(page, 'File').getByRole('button', { name: `${thread.path}.zst` })).toBeVisible();
    expect(fs.existsSync(file)).toBe(false);
  });

  test('copies the command that resumes it, and shows its file in the folder', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 4, bytes: 1e6 });
    const { app, page } = await open(store.home);
    const [thread] = store.threads;
    if (thread === undefined) throw new Error('a store without threads');
    await app.evaluate(({ shell }) => {
      const revealed: string[] = [];
      Object.assign(globalThis, { revealed });
      shell.showItemInFolder = (path) => void revealed.push(path);
    });

    await openRecord(page, thread.id);
    await drawer(page).getByRole('button', { name: 'Copy resume command' }).click();
    await expect(page.getByText(`Copied: codex resume ${thread.id}`).first()).toBeVisible();
    expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe(`codex resume ${thread.id}`);

    await drawer(page).getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Reveal in folder' }).click();
    const revealed = () => app.evaluate(() => (globalThis as unknown as { revealed: string[] }).revealed);
    await expect.poll(revealed).toEqual([store.fileOf(thread)]);
  });

  test('follows the table to the previous and the next thread', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 5, bytes: 1e6 });
    const { page } = await open(store.home);
    await page.keyboard.press('Control+2');
    await page.getByRole('grid', { name: 'Threads' }).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    const first = await fact(page, 'Id').textContent();
    await page.keyboard.press(']');
    await expect(fact(page, 'Id')).not.toHaveText(first ?? '');
    await page.keyboard.press('[');
    await expect(fact(page, 'Id')).toHaveText(first ?? '');
    await drawer(page).getByRole('button', { name: 'Next thread, key ]' }).click();
    await expect(fact(page, 'Id')).not.toHaveText(first ?? '');
    await page.keyboard.press('Escape');
    await expect(drawer(page)).toHaveCount(0);
    await expect(page.getByRole('grid', { name: 'Threads' })).toBeFocused();
  });
});
