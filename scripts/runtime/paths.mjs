// @ts-check
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository: the folder of package.json. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What the launcher fetched or made, to be thrown away with node_modules. */
export const cacheDir = join(root, 'node_modules', '.cache', 'coldpress');

/** Reports and pictures of a run. */
export const resultsDir = join(root, 'test-results');
