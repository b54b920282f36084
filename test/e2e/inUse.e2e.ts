import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'playwright/test';
import { systemLocks } from '#core/locks/flock';
import { snapshotStore } from '../support/store/snapshot';
import { test } from './support/fixtures';
import { threadsOnDisk } from './support/truth';
import {
  chip,
  closeDialog,
  dialog,
  drawer,
  fact,
  filterField,
  goTo,
  openRecord,
  reviewAndCompress,
  rows,
  summary,
} from './support/view';

test.describe('a thread that is loaded in Codex', () => {
  test('is shown as in use, is left alone, and is free again once Codex lets go', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 6, bytes: 1.5e6, coldShare: 1 });
    const [loaded] = store.threads;
    if (loaded === undefined) throw new Error('a store without threads');
    const before = snapshotStore(store.home);
    const { page } = await open(store.home);
    const letGo = loadThread(store.home, loaded.id);
    try {
      await goTo(page, 'Threads');
      await expect(chip(page, 'In use')).toContainText('1');
      await chip(page, 'In use').click();
      await expect(rows(page)).toHaveCount(1);
      await expect(rows(page)).toContainText(loaded.name ?? loaded.title);
      await chip(page, 'All').click();
      await openRecord(page, loaded.id);
      await expect(fact(page, 'Thread lock')).toContainText('loaded in Codex');
      await expect(drawer(page).getByRole('button', { name: 'Compress…' })).toHaveAttribute('aria-disabled', 'true');
      await filterField(page).fill('');

      await goTo(page, 'Overview');
      const start = await reviewAndCompress(page);
      await expect(start).toHaveText('Compress 5 threads');
      await expect(dialog(page)).toContainText('1 in use');
      await start.click();
      await expect(summary(page)).toContainText('Compressed5all proven equal');
      await closeDialog(page);
      expect(snapshotStore(store.home).get(loaded.path)).toEqual(before.get(loaded.path));
    } finally {
      letGo();
    }
    await goTo(page, 'Threads');
    await expect(chip(page, 'In use')).toContainText('0');
    await goTo(page, 'Overview');
    await (await reviewAndCompress(page)).click();
    await expect(summary(page)).toContainText('Compressed1all proven equal');
    expect(threadsOnDisk(store.home).every(({ state }) => state === 'compressed')).toBe(true);
  });

  test('between the look and the click is left alone with the reason', async ({ makeHome, open }) => {
    const store = await makeHome({ threads: 4, bytes: 1e6, coldShare: 1 });
    const [loaded] = store.threads;
    if (loaded === undefined) throw new Error('a store without threads');
    const before = snapshotStore(store.home);
    const { page } = await open(store.home);
    await goTo(page, 'Threads');
    await filterField(page).fill(loaded.id);
    await expect(rows(page)).toHaveCount(1);
    await rows(page).click({ modifiers: ['Control'] });
    await page.keyboard.press('Control+Enter');
    const start = dialog(page).getByRole('button', { name: 'Compress 1 thread' });
    await expect(start).toBeVisible();
    const letGo = loadThread(store.home, loaded.id);
    try {
      await start.click();
      await expect(summary(page)).toContainText('Nothing was compressed');
      const left = summary(page).getByRole('region', { name: 'Left alone' });
      await expect(left).toContainText(/loaded in Codex/i);
      expect(snapshotStore(store.home).get(loaded.path)).toEqual(before.get(loaded.path));
    } finally {
      letGo();
    }
  });
});

/** Holds a thread's writer lock as Codex does while the thread is loaded. Returns what lets it go. */
function loadThread(home: string, id: string): () => void {
  const folder = path.join(home, 'thread-writer-locks');
  fs.mkdirSync(folder, { recursive: true });
  const descriptor = fs.openSync(path.join(folder, `${id}.lock`), 'w', 0o600);
  if (!systemLocks.tryLock(descriptor)) throw new Error('a new lock file is held by somebody');
  return () => fs.closeSync(descriptor);
}
