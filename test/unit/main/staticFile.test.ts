import { expect, test } from 'vitest';
import { findStaticFile } from '../../../electron/main/staticFile';

const root = '/app/out/renderer';
const find = (address: string) => findStaticFile(root, address);

test('the bare address is the page', () => {
  const page = { path: `${root}/index.html`, mimeType: 'text/html; charset=utf-8', isPage: true };
  for (const address of [
    'app://coldpress',
    'app://coldpress/',
    'app://coldpress/index.html',
    'app://coldpress/?a=b#c',
  ]) {
    expect(find(address)).toEqual(page);
  }
});

test('files of the page have the types that nosniff asks for', () => {
  const types = ['a.js', 'a.css', 'a.svg', 'a.png', 'a.woff2'].map(
    (name) => find(`app://coldpress/assets/${name}`)?.mimeType,
  );
  const utf8 = 'charset=utf-8';
  expect(types).toEqual([`text/javascript; ${utf8}`, `text/css; ${utf8}`, 'image/svg+xml', 'image/png', 'font/woff2']);
  expect(find('app://coldpress/assets/Gr%C3%B6%C3%9Fe.svg')?.path).toBe(`${root}/assets/Größe.svg`);
});

test('nothing outside the folder has a name', () => {
  const ways = [
    'app://coldpress/%2e%2e/main/index.js',
    'app://coldpress/..%2fmain%2findex.js',
    'app://coldpress/assets/..%2f..%2fmain/index.js',
    'app://coldpress/..%5cmain%5cindex.js',
    'app://coldpress/C:%5cwindows%5cx.png',
    'app://coldpress/a%00.png',
    'app://coldpress/%zz.html',
    'app://coldpress/.',
    'app://coldpress/%2e',
  ];
  const found = ways.map(find).filter((file) => file !== null && !file.path.startsWith(`${root}/`));
  expect(found).toEqual([]);
  expect(find('app://coldpress/..%2fmain%2findex.js')).toBeNull();
});

test('other hosts, other schemes and other kinds of file are not served', () => {
  const others = ['app://other/index.html', 'app://coldpress:1/index.html', 'file:///etc/hosts.html', 'nonsense'];
  expect([...others, 'app://coldpress/assets', 'app://coldpress/a.map'].map(find)).toEqual(Array(6).fill(null));
});
