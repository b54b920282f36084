// @ts-check
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Reports how much a few folders have grown, twice a second: the progress of a download that another program does.
 * @param {readonly string[]} folders @param {(grownBytes: number) => void} onGrowth @returns {() => void} ends the watch */
export function watchGrowth(folders, onGrowth) {
  let ended = false;
  /** @type {number | null} */
  let startBytes = null;
  const look = async () => {
    const bytes = await Promise.all(folders.map(folderBytes)).then((sizes) =>
      sizes.reduce((sum, size) => sum + size, 0),
    );
    startBytes ??= bytes;
    if (ended) return;
    onGrowth(bytes - startBytes);
    timer = setTimeout(look, 500);
  };
  let timer = setTimeout(look);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

/** The bytes of all files under a folder; what is gone by the time it is looked at counts as nothing.
 * @param {string} folder @returns {Promise<number>} */
async function folderBytes(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map((file) =>
    stat(join(file.parentPath, file.name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
