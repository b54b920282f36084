/** The placeholder in `renderer/index.html` that each load replaces by a nonce of its own. */
export const noncePlaceholder = '__CSP_NONCE__';

/** What the page may do: run and show its own files, and nothing that comes from or goes to anywhere else. */
export function contentPolicy(nonce: string | null): string {
  return join({
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': nonce === null ? ["'self'"] : ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'none'"],
  });
}

/** The same for electron-vite's development server: its inline preamble and styles, and its socket for hot reload. */
export function developmentPolicy(origin: string): string {
  return join({
    'default-src': ["'none'"],
    'script-src': ["'self'", "'unsafe-inline'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", origin.replace(/^http/, 'ws')],
  });
}

/** Sent with every file, whatever it is. */
export const fixedHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

function join(directives: Readonly<Record<string, readonly string[]>>): string {
  const closed = { 'form-action': ["'none'"], 'base-uri': ["'none'"], 'frame-ancestors': ["'none'"] };
  return Object.entries({ ...directives, ...closed })
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}
