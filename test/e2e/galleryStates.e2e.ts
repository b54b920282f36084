import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'playwright/test';
import { makeManyThreads } from '../support/store/manyThreads';
import { answerFolderDialog, enginePid, waitForScan, type LaunchedApp } from './support/app';
import { test } from './support/fixtures';
import { show } from './support/gallery';
import { holdRunLock } from './support/runLock';
import { closeDialog, dialog, figure, jobPanel, reviewAndCompress, row, summary } from './support/view';

const coldStore = { threads: 60, bytes: 180e6, coldShare: 0.9, archivedShare: 0.2, otherFiles: true } as const;

test.describe('every state in light and dark', () => {
  test.setTimeout(240_000);

  test('while the store is scanned', async ({ makeFolder, start }) => {
    const home = makeFolder();
    makeManyThreads(home, 8_000, Date.now());
    const launched = await start({ home });
    const { page } = launched;
    await expect(page.getByRole('banner')).toContainText('scanning…');
    await expect(figure(page, 'Codex home uses')).toContainText(/[\d,]{3,} threads so far/);
    await expect(page.getByRole('main')).not.toContainText('Every file was understood.');
    const goOn = await holdEngine(launched);
    await show(launched, 'overview-scanning');
    goOn();
    await waitForScan(page);
  });

  test('a job: before, queued, running, cancelled, with something left alone', async ({ makeHome, open }) => {
    const store = await makeHome(coldStore);
    const launched = await open(store.home);
    const { page } = launched;
    const start = await reviewAndCompress(page);
    await show(launched, 'compress', { sizes: true });

    const letRunLockGo = holdRunLock(store.home);
    await start.click();
    await expect(jobPanel(page)).toContainText('Yours starts when it ends.');
    await show(launched, 'overview-queued');
    letRunLockGo();
    const progress = jobPanel(page).getByRole('progressbar');
    await expect
      .poll(async () => Number(await progress.getAttribute('aria-valuenow')), { intervals: [20] })
      .toBeGreaterThan(15);
    const goOn = await holdEngine(launched);
    await show(launched, 'overview-running', { sizes: true });
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Threads' }).click();
    await show(launched, 'threads-running');
    await page.keyboard.press('Control+1');
    await jobPanel(page).getByRole('button', { name: 'Cancel' }).click();
    await expect(jobPanel(page)).toContainText('Cancelling');
    await show(launched, 'overview-cancelling');
    goOn();
    await expect(summary(page)).toContainText('Cancelled after');
    await expect(summary(page)).toContainText(/Cancelled\d+as they were/);
    await show(launched, 'summary-cancelled');
    await closeDialog(page);

    const opened = store.threads
      .filter((thread) => thread.cold && fs.existsSync(store.fileOf(thread)))
      .slice(0, 3)
      .map((thread) => fs.openSync(store.fileOf(thread), 'a'));
    await (await reviewAndCompress(page)).click();
    await expect(summary(page)).toContainText('Left alone', { timeout: 60_000 });
    await show(launched, 'summary-left-alone');
    for (const descriptor of opened) fs.closeSync(descriptor);
  });

  test('no store, an empty one, one that went away, one that is none', async ({ makeFolder, start }) => {
    const home = path.join(makeFolder(), 'home');
    const launched = await start();
    const { page } = launched;
    await expect(page.getByRole('heading', { name: 'No Codex threads found yet' })).toBeVisible();
    await show(launched, 'first-run', { sizes: true });
    fs.mkdirSync(home);
    await answerFolderDialog(launched, home);
    await page.getByRole('button', { name: 'Choose a folder…' }).click();
    await expect(page.getByRole('alert')).toContainText('nothing in it is from Codex');
    await show(launched, 'first-run-none-of-codex');

    fs.writeFileSync(path.join(home, 'config.toml'), 'model = "x"\n');
    await page.getByRole('button', { name: 'Choose a folder…' }).click();
    await waitForScan(page);
    await expect(page.getByRole('heading', { name: 'No threads yet' })).toBeVisible();
    await show(launched, 'overview-empty');
    await page.keyboard.press('Control+2');
    await show(launched, 'threads-empty');

    makeManyThreads(home, 40, Date.now());
    await page.getByRole('button', { name: 'Scan again' }).click();
    await expect(row(page, 0)).not.toHaveAttribute('aria-busy', 'true');
    fs.renameSync(home, `${home}-away`);
    await page.keyboard.press('Control+r');
    await expect(page.getByRole('banner')).toContainText('not connected');
    await show(launched, 'threads-offline');
    await page.keyboard.press('Control+1');
    await expect(page.getByRole('heading', { name: 'This store cannot be reached' })).toBeVisible();
    await show(launched, 'offline');
  });

  test('the engine died: under a job, and too often', async ({ makeHome, open, allowedErrors }) => {
    allowedErrors.push(/./);
    const store = await makeHome({ ...coldStore, bytes: 120e6 });
    const launched = await open(store.home);
    const { page } = launched;
    await (await reviewAndCompress(page)).click();
    await expect(jobPanel(page).getByRole('progressbar')).not.toHaveAttribute('aria-valuenow', '0');
    await killEngine(launched);
    await expect(dialog(page)).toContainText('Compressing was cut short');
    await show(launched, 'interrupted');
    await closeDialog(page);
    await waitForScan(page);

    for (let death = 2; death <= 5; death += 1) {
      await expect.poll(() => enginePid(launched), { timeout: 30_000 }).not.toBe(null);
      await killEngine(launched);
    }
    await expect(page.getByRole('heading', { name: /cannot be started again/ })).toBeVisible();
    await show(launched, 'engine-failed');
  });
});

/** Stops the engine where it is, so that a passing state stays on show. Returns what lets it go on. */
async function holdEngine(launched: LaunchedApp): Promise<() => void> {
  const pid = await enginePid(launched);
  if (pid === null) throw new Error('there is no engine');
  process.kill(pid, 'SIGSTOP');
  return () => process.kill(pid, 'SIGCONT');
}

async function killEngine(launched: LaunchedApp): Promise<void> {
  const pid = await enginePid(launched);
  if (pid === null) throw new Error('there is no engine');
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => enginePid(launched)).not.toBe(pid);
}
