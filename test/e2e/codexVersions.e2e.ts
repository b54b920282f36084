import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'playwright/test';
import { snapshotStore } from '../support/store/snapshot';
import { test } from './support/fixtures';
import { changesBetween } from './support/truth';
import { dialog } from './support/view';

/** A PATH on which the first Codex is of this version. */
function withCodex(folder: string, version: string): { readonly PATH: string } {
  fs.writeFileSync(path.join(folder, 'codex'), `#!/bin/sh\necho codex-cli ${version}\n`, { mode: 0o755 });
  return { PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` };
}

test('beside a Codex that cannot read compressed threads the window says so, and offers nothing', async ({
  makeHome,
  makeFolder,
  open,
}) => {
  const store = await makeHome({ threads: 6, bytes: 600e3, coldShare: 1 });
  const before = snapshotStore(store.home);
  const folder = makeFolder();
  const { page } = await open(store.home, { env: withCodex(folder, '0.136.0') });
  await page.getByRole('button', { name: 'Review and compress…' }).click();
  await expect(dialog(page)).toContainText('Nothing to compress here');
  await expect(dialog(page)).toContainText(`Codex 0.136.0 (on the PATH: ${path.join(folder, 'codex')}) cannot read`);
  await expect(dialog(page)).toContainText('6 for the reason above');
  await expect(dialog(page).getByRole('button', { name: /^Compress/ })).toHaveCount(0);
  expect(changesBetween(before, snapshotStore(store.home))).toEqual([]);
});
