import { extname, isAbsolute, join, relative, sep } from 'node:path';

const appHost = 'coldpress';
export const appOrigin = `app://${appHost}`;

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export type StaticFile = { readonly path: string; readonly mimeType: string; readonly isPage: boolean };

/** The file under `root` that an app:// address names; `null` for another host, a way out of `root`, or a kind of file that is not served. */
export function findStaticFile(root: string, address: string): StaticFile | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== 'app:' || url.host !== appHost) return null;
  const name = decode(url.pathname === '/' || url.pathname === '' ? '/index.html' : url.pathname);
  if (name === null || /[\\\0:]/.test(name)) return null;
  const path = join(root, name);
  const inside = relative(root, path);
  if (inside === '' || inside.split(sep).includes('..') || isAbsolute(inside)) return null;
  const mimeType = mimeTypes[extname(path).toLowerCase()];
  return mimeType === undefined ? null : { path, mimeType, isPage: inside === 'index.html' };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    // A broken escape names no file of ours.
    return null;
  }
}
