import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'playwright/test';
import { ODDITY_LABELS } from '../support/store/oddities';
import { makeStore } from '../support/store/makeStore';
import { lostContents, snapshotContents, snapshotStore } from '../support/store/snapshot';
import { answerFolderDialog, invoke, waitForScan } from './support/app';
import { test } from './support/fixtures';
import { changesBetween, leftoversIn, threadsOnDisk } from './support/truth';
import {
  chip,
  closeDialog,
  dialog,
  drawer,
  figure,
  filterField,
  goTo,
  openRecord,
  reviewAndCompress,
  row,
  rows,
  summary,
} from './support/view';

const isMountingAllowed = process.platform === 'linux' && process.getuid?.() === 0 && canMount();

test.describe('a store that is not as it should be', () => {
  test('none at all: the first page says where it looked, and opens the demo store', async ({ start }) => {
    const { page } = await start();
    await expect(page.getByRole('heading', { name: 'No Codex threads found yet' })).toBeVisible();
    const looked = page.getByRole('main').getByRole('list').first();
    await expect(looked).toContainText('$CODEX_HOMEnot set');
    await expect(looked).toContainText('~/.codexnot there');
    await page.getByRole('button', { name: 'Open the demo store' }).click();
    await expect(page.getByRole('banner')).toContainText('Demo store', { timeout: 30_000 });
    await waitForScan(page);
    await expect(figure(page, 'Codex home uses')).toContainText('300 threads');
    const view = await invoke(page, 'store/current', {});
    if (view.ok && view.value.kind === 'open') fs.rmSync(view.value.home, { recursive: true });
  });

  test('an empty one: says so, and shows the first thread once it is there', async ({ makeFolder, open }) => {
    const home = makeFolder();
    fs.writeFileSync(path.join(home, 'config.toml'), 'model = "x"\n');
    const { page } = await open(home);
    await expect(page.getByRole('heading', { name: 'No threads yet' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(home);
    await page.keyboard.press('Control+2');
    await expect(page.getByRole('main').getByRole('heading', { name: 'No threads yet' })).toBeVisible();
    const source = await makeStore({ threads: 3, bytes: 5e5, nowMs: Date.now() });
    fs.cpSync(source.home, home, { recursive: true, preserveTimestamps: true });
    source.remove();
    await page.getByRole('button', { name: 'Scan again' }).click();
    await expect(rows(page)).toHaveCount(3);
  });

  test('a file, a folder that is none of Codex, nothing: each is said, and the open store stays', async ({
    makeHome,
    makeFolder,
    open,
  }) => {
    const store = await makeHome({ threads: 3, bytes: 5e5 });
    const launched = await open(store.home);
    const { page } = launched;
    const folder = makeFolder();
    const file = path.join(folder, 'a file');
    fs.writeFileSync(file, 'text');
    const choices: readonly (readonly [string, string])[] = [
      [file, `${file} is not a folder.`],
      [folder, `${folder} is a folder, but nothing in it is from Codex.`],
      [path.join(folder, 'nowhere'), `There is nothing at ${path.join(folder, 'nowhere')}.`],
    ];
    for (const [choice, message] of choices) {
      await answerFolderDialog(launched, choice);
      await page.getByRole('button', { name: store.home }).click();
      await page.getByRole('menuitem', { name: 'Choose another folder…' }).click();
      const alert = page.getByRole('alert');
      await expect(alert).toContainText(message);
      await expect(alert).toContainText('Choose the folder where Codex keeps its data');
      await alert.getByRole('button', { name: 'Dismiss' }).click();
      await expect(alert).toHaveCount(0);
      await expect(figure(page, 'Codex home uses')).toContainText('3 threads');
    }
  });

  test('a place that is none, named at the start: the first page says what is there', async ({ makeFolder, start }) => {
    const folder = makeFolder();
    const { page } = await start({ home: folder });
    await expect(page.getByRole('heading', { name: 'No Codex threads found yet' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('nothing in it is from Codex');
  });

  test('one that goes away while it is open: said so, its threads stay on show, and it comes back', async ({
    makeHome,
    open,
  }) => {
    const store = await makeHome({ threads: 5, bytes: 8e5 });
    const { page } = await open(store.home);
    const away = `${store.home}-away`;
    fs.renameSync(store.home, away);
    await page.keyboard.press('Control+r');
    await expect(page.getByRole('heading', { name: 'This store cannot be reached' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(`There is nothing at ${store.home}.`);
    await expect(page.getByRole('banner')).toContainText('not connected');
    await goTo(page, 'Threads');
    await expect(rows(page)).toHaveCount(5);
    await expect(page.getByRole('status').filter({ hasText: 'This store cannot be reached' })).toContainText(
      store.home,
    );
    await row(page, 0).click();
    const act = drawer(page).getByRole('button', { name: /^(Compress|Restore)…$/ });
    await expect(act).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('Control+Enter');
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+Enter');
    await expect(dialog(page)).toHaveCount(0);
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('option', { name: /^Compress/ })).toHaveCount(0);
    await page.keyboard.press('Escape');
    fs.renameSync(away, store.home);
    await page.getByRole('button', { name: 'Look again' }).click();
    await waitForScan(page);
    await expect(figure(page, 'Codex home uses')).toContainText('5 threads');
  });

  test('one full of oddities: every one is listed with its reason, and the rest is compressed', async ({
    makeHome,
    open,
  }) => {
    const store = await makeHome({ threads: 8, bytes: 1e6, coldShare: 1, oddities: ODDITY_LABELS, leftovers: true });
    const contents = snapshotContents(store.home);
    const { page } = await open(store.home);
    expect(lostContents(contents, snapshotContents(store.home)), 'after recovering what stood twice').toEqual([]);
    const before = snapshotStore(store.home);

    const left = await invoke(page, 'problem/list', {});
    const problems = left.ok ? left.value.files : [];
    expect(
      problems.filter(({ reason }) => !/^[A-Z“].{10,}\.$/.test(reason)),
      'reasons that are no sentence',
    ).toEqual([]);
    for (const { path: file } of store.leftovers.filter(({ label }) => label !== 'name-with-newline')) {
      expect(problems.map((each) => each.path)).toContain(file);
    }
    await page.getByRole('button', { name: /^Show all \d+…$/ }).click();
    await expect(dialog(page)).toContainText('Coldpress does not change, move or delete any of these.');
    await expect(dialog(page)).toContainText('The name holds a line break or another control character.');
    await expect(dialog(page)).toContainText('A link. Coldpress follows no links');
    await expect(dialog(page).getByRole('listitem')).toHaveCount(problems.length);
    await closeDialog(page);

    await goTo(page, 'Threads');
    await chip(page, 'Not understood').click();
    for (const label of ['zst-truncated', 'bad-first-line', 'long-first-line', 'both-conflict', 'wrong-id'] as const) {
      const odd = store.oddities.find((each) => each.label === label);
      await openRecord(page, odd?.id ?? '');
      await expect(drawer(page).getByText('Left alone', { exact: true }), label).toBeVisible();
      await expect(drawer(page).getByRole('button', { name: /^(Compress|Restore)…$/ })).toHaveAttribute(
        'aria-disabled',
        'true',
      );
    }
    await filterField(page).fill('');
    await chip(page, 'All').click();

    await goTo(page, 'Overview');
    await (await reviewAndCompress(page)).click();
    await expect(summary(page)).toContainText('Done in', { timeout: 60_000 });
    await expect(summary(page)).toContainText('Failed0');
    expect(lostContents(contents, snapshotContents(store.home))).toEqual([]);
    for (const label of ['torn-last-line', 'invalid-utf8', 'nul-bytes', 'crlf', 'no-final-newline'] as const) {
      const odd = store.oddities.find((each) => each.label === label);
      expect(fs.existsSync(`${store.fileOf(odd ?? { path: '' })}.zst`), `${label} is compressed`).toBe(true);
    }
    await summary(page).getByRole('button', { name: 'Undo: restore all' }).click();
    await expect(summary(page)).toContainText('restored', { timeout: 60_000 });
    expect(changesBetween(before, snapshotStore(store.home)), 'after compress and restore').toEqual([]);
  });

  test('one on a full disk: says what is missing, and changes nothing', async ({ makeFolder, open }) => {
    expect(isMountingAllowed, 'mounting a small disk needs root').toBe(true);
    const disk = makeFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]);
    try {
      const home = path.join(disk, 'home');
      const source = await makeStore({ threads: 2, bytes: 17e6, largestBytes: 12e6, coldShare: 1, nowMs: Date.now() });
      fs.cpSync(source.home, home, { recursive: true, preserveTimestamps: true });
      source.remove();
      const before = snapshotStore(home);
      const { page, close } = await open(home);
      await (await reviewAndCompress(page)).click();
      await expect(summary(page)).toContainText(/disk.* is full|free disk/i);
      await expect(summary(page)).toContainText('Nothing was compressed');
      expect(changesBetween(before, snapshotStore(home))).toEqual([]);
      expect(leftoversIn(home)).toEqual([]);
      expect(threadsOnDisk(home).every(({ state }) => state === 'cold')).toBe(true);
      await closeDialog(page);
      await close();
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });
});

function canMount(): boolean {
  const probe = fs.mkdtempSync(path.join(process.env['TMPDIR'] ?? '/tmp', 'coldpress-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false;
  } finally {
    fs.rmdirSync(probe);
  }
}
