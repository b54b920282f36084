import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { invoke, invokeRaw, launchApp, type LaunchedApp } from './support/app';

let launched: LaunchedApp;

test.beforeAll(async () => {
  launched = await launchApp();
});
test.afterAll(async () => {
  await launched.close();
});

test.describe('a request', () => {
  const refused = { ok: false, error: { code: 'INVALID_REQUEST' } };

  test('of an unknown name is refused', async () => {
    for (const method of [
      'no/such',
      'store/open',
      'thread/path',
      'engine/shutdown',
      'toString',
      '__proto__',
      '',
      7,
      null,
      {},
    ]) {
      expect(await invokeRaw(launched.page, method, {}), JSON.stringify(method)).toMatchObject(refused);
    }
  });

  test('with params that do not fit is refused, and told where', async () => {
    const wrong = await invokeRaw(launched.page, 'thread/get', { id: '../../etc/passwd' });
    expect(wrong).toMatchObject(refused);
    expect(wrong).toMatchObject({ error: { message: expect.stringContaining('thread/get: id: ') as unknown } });
    for (const params of [null, 'x', 7, [], { id: 7 }, {}]) {
      expect(await invokeRaw(launched.page, 'thread/reveal', params)).toMatchObject(refused);
    }
  });

  test('that is too large is refused', async () => {
    const text = 'x'.repeat(10_000_000);
    const reply = await invokeRaw(launched.page, 'thread/counts', { filter: { text, state: null, project: null } });
    expect(reply).toMatchObject(refused);
    const tooMany = await launched.page.evaluate(() => {
      const ids = Array.from({ length: 200_001 }, () => '00000000-0000-0000-0000-000000000000');
      const { coldpress } = window as unknown as { coldpress: { invoke: (m: string, p: unknown) => Promise<unknown> } };
      return coldpress.invoke('thread/selection', { ids });
    });
    expect(tooMany).toMatchObject(refused);
  });

  test('of another frame is refused', async () => {
    const replies = await launched.app.evaluate(async ({ BrowserWindow, ipcMain }) => {
      // The handler as Electron would call it, with a sender that is not the main frame of our window.
      const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, (...args: unknown[]) => unknown> })
        ._invokeHandlers;
      const handle = handlers.get('coldpress:rpc');
      const window = BrowserWindow.getAllWindows()[0];
      const stranger = new BrowserWindow({ show: false });
      await stranger.loadURL('data:text/html,stranger');
      const call = (event: unknown) => Promise.resolve(handle?.(event, 'app/info', {}));
      const answers = [
        await call({ sender: stranger.webContents, senderFrame: stranger.webContents.mainFrame }),
        await call({ sender: window?.webContents, senderFrame: stranger.webContents.mainFrame }),
        await call({ sender: window?.webContents, senderFrame: null }),
      ];
      stranger.destroy();
      return answers;
    });
    expect(replies).toHaveLength(3);
    for (const reply of replies) expect(reply).toMatchObject(refused);
  });

  test('of another window with our own preload script is refused', async () => {
    const preload = join(await launched.app.evaluate(({ app }) => app.getAppPath()), 'out', 'preload', 'index.cjs');
    const reply = await launched.app.evaluate(async ({ BrowserWindow }, script) => {
      const stranger = new BrowserWindow({ show: false, webPreferences: { preload: script, sandbox: true } });
      await stranger.loadURL('app://coldpress/');
      const answer: unknown = await stranger.webContents.executeJavaScript(`coldpress.invoke('app/info', {})`);
      stranger.destroy();
      return answer;
    }, preload);
    expect(reply).toMatchObject(refused);
  });

  test('that fits is answered', async () => {
    const info = await invoke(launched.page, 'app/info', {});
    expect(info).toMatchObject({ ok: true, value: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown } });
  });
});

test.describe('app://', () => {
  /** Asks as main, which no policy holds back: what is refused here is refused by the protocol itself. */
  function get(url: string): Promise<{ status: number; type: string | null; policy: string | null }> {
    return launched.app.evaluate(async ({ net }, address) => {
      const reply = await net.fetch(address);
      return {
        status: reply.status,
        type: reply.headers.get('content-type'),
        policy: reply.headers.get('content-security-policy'),
      };
    }, url);
  }

  test('serves the page with its policy', async () => {
    const page = await get('app://coldpress/');
    expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    for (const part of ["default-src 'none'", "script-src 'self';", "connect-src 'none'", "frame-ancestors 'none'"]) {
      expect(page.policy).toContain(part);
    }
    expect(page.policy).not.toContain('unsafe');
  });

  test('serves nothing outside its folder', async () => {
    const ways = [
      'app://coldpress/../main/index.js',
      'app://coldpress/%2e%2e/main/index.js',
      'app://coldpress/..%2fmain%2findex.js',
      'app://coldpress/assets/..%2f..%2fmain/index.js',
      'app://coldpress/..%5cmain%5cindex.js',
      'app://coldpress/%2fetc%2fhostname',
      'app://coldpress/index.html%00.png',
      'app://coldpress/%zz.html',
      'app://coldpress/assets',
      'app://other/index.html',
    ];
    for (const way of ways) expect((await get(way)).status, way).toBe(404);
  });
});
