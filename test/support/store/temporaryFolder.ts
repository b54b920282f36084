import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The part of vitest's test context that cleans up: `test('…', async (context) => …)`. */
export type Cleanup = { readonly onTestFinished: (clean: () => void) => void };

/** A new folder; it goes when the test ends, or with `removeFolder` where there is no test (in beforeAll). */
export function temporaryFolder(context: Cleanup | null = null): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'coldpress-test-')));
  context?.onTestFinished(() => removeFolder(folder));
  return folder;
}

/** Removes a folder even where a test took permissions away. */
export function removeFolder(folder: string): void {
  giveBackFolders(folder);
  fs.rmSync(folder, { recursive: true, force: true });
}

function giveBackFolders(folder: string): void {
  const stats = fs.lstatSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return;
  if ((stats.mode & 0o700) !== 0o700) fs.chmodSync(folder, 0o700);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) giveBackFolders(path.join(folder, entry.name));
  }
}
