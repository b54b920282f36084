import { expect, test } from 'vitest';
import { contentPolicy, developmentPolicy } from '../../../electron/main/contentPolicy';

test('the policy of the page is exactly this', () => {
  expect(contentPolicy('abc').split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'nonce-abc'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]);
});

test('development loosens inline code and the hot-reload socket, and nothing else', () => {
  const usual = contentPolicy(null).split('; ');
  const loosened = developmentPolicy('http://localhost:5173')
    .split('; ')
    .filter((directive) => !usual.includes(directive));
  expect(loosened).toEqual([
    "script-src 'self' 'unsafe-inline'",
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self' ws://localhost:5173",
  ]);
});
