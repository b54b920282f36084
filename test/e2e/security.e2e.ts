import { expect, test } from 'playwright/test';
import { expectQuietConsole, invoke, launchApp, type LaunchedApp } from './support/app';

let launched: LaunchedApp;

test.beforeAll(async () => {
  launched = await launchApp();
});
test.afterAll(async () => {
  await launched.close();
});
test.beforeEach(() => {
  launched.consoleErrors.length = 0;
});

test.describe('the page', () => {
  test('loads under its policy without an error in the console', async () => {
    await launched.page.reload();
    await launched.page.waitForLoadState('load');
    expect(launched.page.url()).toBe('app://coldpress/');
    expectQuietConsole(launched);
  });

  test('sees two functions of ours and nothing of Node or Electron', async () => {
    const seen = await launched.page.evaluate(() => {
      const names = [
        'require',
        'process',
        'module',
        'exports',
        'Buffer',
        'global',
        '__dirname',
        'electron',
        'ipcRenderer',
      ];
      const { coldpress } = window as unknown as { coldpress: Record<string, unknown> };
      return { node: names.filter((name) => name in window), bridge: Object.keys(coldpress).sort() };
    });
    expect(seen).toEqual({ node: [], bridge: ['invoke', 'on'] });
  });

  test('cannot change what the preload script gave it', async () => {
    const changed = await launched.page.evaluate(() => {
      const { coldpress } = window as unknown as { coldpress: { invoke: unknown } };
      const before = coldpress.invoke;
      try {
        coldpress.invoke = () => 'forged';
      } catch {
        // Strict code is told; either way nothing may have changed.
      }
      return coldpress.invoke !== before;
    });
    expect(changed).toBe(false);
  });

  test('runs in the cage that its window asks for', async () => {
    const cage = await launched.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences: () => Record<string, unknown>;
      };
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
    });
    const expected = {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    };
    expect(cage).toEqual(expected);
  });
});

test.describe('the content policy', () => {
  test('does not run inline scripts', async () => {
    const ran = await launched.page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.head.append(script);
      await new Promise((resolve) => setTimeout(resolve, 50));
      script.remove();
      return 'inlineRan' in window;
    });
    expect(ran).toBe(false);
    expect(launched.consoleErrors.join()).toContain('Content Security Policy');
  });

  test('does not evaluate strings', async () => {
    const refused = await launched.page.evaluate(async () => {
      const outcome = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.blockedURI), { once: true });
        setTimeout(() => resolve('nothing was refused'), 1_000);
      });
      const setUntypedTimeout = setTimeout as (code: unknown) => void;
      setUntypedTimeout('window.evaluated = true');
      return { blocked: await outcome, evaluated: 'evaluated' in window };
    });
    expect(refused).toEqual({ blocked: 'eval', evaluated: false });
  });

  test('takes no style without the nonce of this load, which is a new one each time', async () => {
    const nonce = () => launched.page.locator('meta[property="csp-nonce"]').getAttribute('content');
    const first = await nonce();
    await launched.page.reload();
    const second = await nonce();
    expect(first).toMatch(/^[A-Za-z0-9+/]{24}$/);
    expect(second).not.toBe(first);
    const color = await launched.page.evaluate(() => {
      const style = document.createElement('style');
      style.textContent = 'body { outline: 3px solid rgb(1, 2, 3) }';
      document.head.append(style);
      const shown = getComputedStyle(document.body).outlineColor;
      style.remove();
      return shown;
    });
    expect(color).not.toBe('rgb(1, 2, 3)');
  });

  test('lets nothing in or out', async () => {
    const outcome = await launched.page.evaluate(async () => {
      const attempt = (work: Promise<unknown>) =>
        work.then(
          () => 'went out',
          () => 'refused',
        );
      const image = new Image();
      const loaded = new Promise((resolve, reject) => {
        image.onload = resolve;
        image.onerror = reject;
      });
      image.src = 'https://example.com/a.png';
      return {
        https: await attempt(fetch('https://example.com/')),
        file: await attempt(fetch('file:///etc/hostname')),
        own: await attempt(fetch('app://coldpress/index.html')),
        image: await attempt(loaded),
      };
    });
    expect(outcome).toEqual({ https: 'refused', file: 'refused', own: 'refused', image: 'refused' });
  });
});

test.describe('the window', () => {
  test('stays on its page', async () => {
    for (const target of [
      'https://example.com/',
      'file:///etc/hostname',
      'app://coldpress/other.html',
      'data:text/html,x',
    ]) {
      await launched.page.evaluate((url) => {
        location.href = url;
      }, target);
      await launched.page.waitForTimeout(100);
      expect(launched.page.url(), target).toBe('app://coldpress/');
    }
    expect((await invoke(launched.page, 'app/info', {})).ok).toBe(true);
  });

  test('opens no other window', async () => {
    const opened = await launched.page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'https://example.com/';
      link.target = '_blank';
      document.body.append(link);
      link.click();
      link.remove();
      return [open('https://example.com/'), open('about:blank'), open('app://coldpress/')].some((it) => it !== null);
    });
    expect(opened).toBe(false);
    expect(launched.app.windows()).toHaveLength(1);
  });

  test('embeds no other page', async () => {
    const frames = await launched.page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.src = 'https://example.com/';
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 200));
      let reached: string;
      try {
        reached = frame.contentWindow?.location.href ?? 'none';
      } catch {
        // Chromium shows its error page there, which belongs to nobody.
        reached = 'blocked';
      }
      frame.remove();
      return reached;
    });
    expect(['none', 'blocked', 'about:blank']).toContain(frames);
  });

  test('is granted no permission', async () => {
    const states = await launched.page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'];
      const asked = names.map(
        async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
      );
      return Promise.all(asked);
    });
    expect(new Set(states)).toEqual(new Set(['denied']));
    const asked = await launched.page.evaluate(async () => ({
      notification: await Notification.requestPermission(),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'granted',
        () => 'refused',
      ),
      clipboard: await navigator.clipboard.readText().then(
        () => 'granted',
        () => 'refused',
      ),
      position: await new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          () => resolve('refused'),
        );
      }),
    }));
    expect(asked).toEqual({ notification: 'denied', camera: 'refused', clipboard: 'refused', position: 'refused' });
  });
});
