import { setNonce } from 'get-nonce';
import { z } from 'zod';

/**
 * Runs before anything else of the window, because the page's policy allows neither `eval` nor styles without a nonce:
 * zod must not compile its schemas, and the scroll lock of dialogs needs the nonce that main put into the page.
 */
z.config({ jitless: true });

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.content;
if (nonce !== undefined) setNonce(nonce);
