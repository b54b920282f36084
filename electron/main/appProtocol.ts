import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { protocol, session } from 'electron';
import { contentPolicy, developmentPolicy, fixedHeaders, noncePlaceholder } from './contentPolicy';
import type { Log } from './log';
import { findStaticFile, type StaticFile } from './staticFile';

/** Must run before the app is ready: app:// then has an origin of its own, like https. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
}

/** Serves the built page under app://coldpress/, and no file outside `root`. */
export function serveApp(root: string, log: Log): void {
  protocol.handle('app', async ({ method, url }) => {
    const file = method === 'GET' ? findStaticFile(root, url) : null;
    if (file === null) return refuse(log, url);
    try {
      return await answer(file);
    } catch (error) {
      log.warn(`app://: ${String(error)}`);
      return refuse(log, url);
    }
  });
}

/** Development only: the page comes from the development server, under a policy that allows its hot reload and no more. */
export function guardDevelopmentServer(origin: string): void {
  session.defaultSession.webRequest.onHeadersReceived({ urls: [`${origin}/*`] }, ({ responseHeaders }, callback) => {
    callback({ responseHeaders: { ...responseHeaders, 'Content-Security-Policy': [developmentPolicy(origin)] } });
  });
}

async function answer({ path, mimeType, isPage }: StaticFile): Promise<Response> {
  const content = await readFile(path);
  if (!isPage) return respond(content, mimeType, contentPolicy(null));
  const nonce = randomBytes(18).toString('base64');
  return respond(content.toString('utf8').replaceAll(noncePlaceholder, nonce), mimeType, contentPolicy(nonce));
}

function respond(body: string | Uint8Array<ArrayBuffer>, mimeType: string, policy: string): Response {
  return new Response(body, {
    headers: { ...fixedHeaders, 'Content-Type': mimeType, 'Content-Security-Policy': policy },
  });
}

function refuse(log: Log, url: string): Response {
  log.warn(`app://: nothing is served for ${url.slice(0, 200)}`);
  return new Response('Not found', {
    status: 404,
    headers: { ...fixedHeaders, 'Content-Type': 'text/plain', 'Content-Security-Policy': contentPolicy(null) },
  });
}
