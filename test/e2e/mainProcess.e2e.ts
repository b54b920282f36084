import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, type Page } from 'playwright/test';
import type { Bridge } from '#contract/bridge';
import { answerFolderDialog, enginePid, invoke, launchApp, resize, waitForScan, type LaunchedApp } from './support/app';
import { electronExecutable, repository } from './support/electronExecutable';
import { test } from './support/fixtures';

/** Collects the events that main pushes to the page, from now on. */
async function listen(page: Page): Promise<() => Promise<[string, unknown][]>> {
  await page.evaluate(() => {
    const target = window as unknown as { coldpress: Bridge; heard: [string, unknown][] };
    target.heard = [];
    target.coldpress.on((name, params) => void target.heard.push([name, params]));
  });
  return () => page.evaluate(() => (window as unknown as { heard: [string, unknown][] }).heard);
}

/** Presses a key as the keyboard would, so that the menu's accelerators get what the page leaves over. */
function press({ app }: LaunchedApp, keyCode: string, ...modifiers: ('control' | 'shift')[]): Promise<void> {
  return app.evaluate(
    ({ BrowserWindow }, key) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.focus();
      contents?.sendInputEvent({ type: 'keyDown', ...key });
      contents?.sendInputEvent({ type: 'keyUp', ...key });
    },
    { keyCode, modifiers },
  );
}

test.describe('the window', () => {
  test('opens without a frame of the system, at the size of the design', async ({ start }) => {
    const { app, page } = await start();
    const facts = await app.evaluate(({ BrowserWindow, Menu }) => {
      const [window] = BrowserWindow.getAllWindows();
      const labels = Menu.getApplicationMenu()?.items.map((item) => item.label.replace('&', ''));
      return { size: window?.getSize(), minimum: window?.getMinimumSize(), labels };
    });
    expect(facts.size).toEqual([1280, 800]);
    expect(facts.minimum).toEqual([960, 600]);
    expect(facts.labels).toContain('Edit');
    expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([1280, 800]);
  });

  test('comes back where it was', async ({ makeFolder }) => {
    const data = makeFolder();
    const first = await launchApp({ data });
    await resize(first, 1100, 700);
    await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setPosition(60, 40));
    await first.close();
    const second = await launchApp({ data });
    const bounds = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
    await second.close();
    expect(bounds).toEqual({ x: 60, y: 40, width: 1100, height: 700 });
  });

  test('closes the app when the page asks for it, in good order', async ({ start }) => {
    const { app, page, data } = await start();
    const closed = app.waitForEvent('close');
    // Not awaited: the page may be gone before its reply gets here.
    invoke(page, 'window/close', {}).catch(() => undefined);
    await closed;
    const log = await readFile(join(data, 'window', 'logs', 'main.log'), 'utf8');
    expect(log).toContain('engine: closed');
    expect(log.trimEnd()).toMatch(/Coldpress ends$/);
    expect(log).not.toMatch(/\[error\]/);
  });

  test('tells the page about its focus and its size', async ({ start }) => {
    const { app, page } = await start();
    const heard = await listen(page);
    await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.emit('maximize');
    });
    await expect
      .poll(heard)
      .toContainEqual(['window/changed', { maximized: false, focused: expect.anything() as unknown }]);
  });

  test('loads the page anew when its process dies', async ({ start, allowedErrors }) => {
    allowedErrors.push(/./);
    const { app } = await start();
    const pageProcess = () =>
      app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        return contents?.isLoading() === false ? contents.getOSProcessId() : 0;
      });
    const before = await pageProcess();
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
    await expect.poll(async () => ![0, before].includes(await pageProcess())).toBe(true);
    const answer = await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      return window?.webContents.executeJavaScript(`coldpress.invoke('app/info', {})`) as Promise<unknown>;
    });
    expect(answer).toMatchObject({ ok: true });
  });
});

test.describe('the keys of the menu', () => {
  test('work without a menu bar', async ({ start }) => {
    const launched = await start();
    const zoom = () =>
      launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.zoomLevel);
    await press(launched, '=', 'control');
    await expect.poll(zoom).toBeGreaterThan(0);
    await press(launched, '0', 'control');
    await expect.poll(zoom).toBe(0);
  });

  test('leave Ctrl+R to the page', async ({ start }) => {
    const launched = await start();
    await launched.page.evaluate(() => Object.assign(window, { stillThere: true }));
    await press(launched, 'R', 'control');
    await launched.page.waitForTimeout(300);
    expect(await launched.page.evaluate(() => 'stillThere' in window)).toBe(true);
  });

  test('close the app with Ctrl+Q', async ({ start }) => {
    const launched = await start();
    const closed = launched.app.waitForEvent('close');
    await press(launched, 'Q', 'control');
    await closed;
  });
});

test.describe('a second start', () => {
  test('with the same data opens no second window and ends at once', async ({ start }) => {
    const { app, data } = await start();
    const args = [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      resolve(process.env['COLDPRESS_E2E_APP'] ?? repository),
    ];
    const second = spawn(electronExecutable(), args, {
      env: { ...process.env, COLDPRESS_DATA: data },
      stdio: 'ignore',
    });
    const [status] = (await once(second, 'exit')) as [number | null];
    expect(status).toBe(0);
    expect(app.windows()).toHaveLength(1);
  });
});

test.describe('the engine', () => {
  test('is started again when it is killed, and opens the same store', async ({ makeHome, open }) => {
    const { home } = await makeHome();
    const launched = await open(home);
    const heard = await listen(launched.page);
    const pid = await enginePid(launched);
    expect(pid).not.toBeNull();
    process.kill(pid ?? 0, 'SIGKILL');
    const restarting = {
      kind: 'restarting',
      reason: 'The engine was ended from outside (signal 9).',
      attempt: 1,
      inMs: 500,
    };
    await expect.poll(heard).toContainEqual(['engine/changed', restarting]);
    await expect.poll(heard, { timeout: 20_000 }).toContainEqual(['engine/changed', { kind: 'running' }]);
    await waitForScan(launched.page);
    expect(await invoke(launched.page, 'store/current', {})).toMatchObject({ value: { kind: 'open', home } });
    expect(await enginePid(launched)).not.toBe(pid);
  });
});

test.describe('what only main can do', () => {
  test('a chosen folder is opened, and a closed dialog changes nothing', async ({ makeHome, makeFolder, start }) => {
    const { home } = await makeHome();
    const launched = await start();
    await answerFolderDialog(launched, null);
    expect(await invoke(launched.page, 'store/choose', {})).toEqual({ ok: true, value: null });
    await answerFolderDialog(launched, makeFolder());
    expect(await invoke(launched.page, 'store/choose', {})).toMatchObject({ error: { code: 'NOT_A_CODEX_HOME' } });
    await answerFolderDialog(launched, home);
    const opened = await invoke(launched.page, 'store/choose', {});
    expect(opened).toMatchObject({ ok: true, value: { kind: 'open', home, source: 'chosen' } });
  });

  test("a thread's file is shown and its resume command copied", async ({ makeHome, open }) => {
    const store = await makeHome();
    const { app, page } = await open(store.home);
    const id = store.threads[0]?.id ?? '';
    await app.evaluate(({ shell }) => {
      shell.showItemInFolder = (path) => Object.assign(globalThis, { shownPath: path });
    });
    expect(await invoke(page, 'thread/reveal', { id })).toEqual({ ok: true, value: null });
    const shown = await app.evaluate(() => (globalThis as unknown as { shownPath: string }).shownPath);
    expect(shown).toContain(id);
    expect(shown.startsWith(store.home)).toBe(true);
    const copied = await invoke(page, 'thread/copyResume', { id });
    expect(copied.ok && copied.value.command).toContain(`codex resume ${id}`);
    expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toContain(`codex resume ${id}`);
    const unknown = '0199a213-81c0-7800-8aa1-bbab2a035a53';
    expect(await invoke(page, 'thread/reveal', { id: unknown })).toMatchObject({ error: { code: 'NO_SUCH_THREAD' } });
  });
});
