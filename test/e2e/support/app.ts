import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { _electron, errors, expect, type ElectronApplication, type Page } from 'playwright/test';
import type { Bridge } from '#contract/bridge';
import type { Result } from '#contract/result';
import type { RpcMethod, RpcParams, RpcResult } from '#contract/rpc';
import { electronExecutable, repository } from './electronExecutable';

/** A current Codex stands first on it, so that what the app finds does not hang on the machine. */
const PATH = [join(repository, 'test/support/programs'), process.env['PATH'] ?? ''].join(delimiter);

export type LaunchOptions = {
  /** The Codex home to open; without it the app looks where it always looks, in the home folder of a new user. */
  readonly home?: string;
  /** Coldpress's data directory; without it a new one, removed by `close`. */
  readonly data?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** A packaged app's executable; without it the repository's build runs in the development Electron. */
  readonly executable?: string;
};

export type LaunchedApp = {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly data: string;
  /** Errors of the page's console, broken policies and uncaught errors among them, in the order in which they came. */
  readonly consoleErrors: string[];
  /** Closes the app in good order and removes the data directory if `launchApp` made it. */
  readonly close: () => Promise<void>;
};

/** Starts the real app and resolves when its engine answers the page. It sees no Codex home of the machine's own. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'coldpress-e2e-')));
  const user = join(data, 'user');
  await mkdir(user, { recursive: true });
  const app = await launchElectron({
    executablePath: options.executable ?? electronExecutable(),
    args: commandLine(options),
    cwd: repository,
    env: { ...inheritedEnv(), PATH, CODEX_HOME: '', HOME: user, ...options.env, COLDPRESS_DATA: data },
    colorScheme: null,
    timeout: 45_000,
  });
  const consoleErrors = collectErrors(app);
  const page = await app.firstWindow();
  await page.waitForLoadState('load');
  await untilEngineAnswers(page);
  const close = async () => {
    await app.close();
    if (options.data === undefined) await rm(data, { recursive: true, force: true, maxRetries: 3 });
  };
  return { app, page, data, consoleErrors, close };
}

type ElectronOptions = Parameters<typeof _electron.launch>[0];

/**
 * Once in some sixty starts on a busy machine Playwright attaches to Electron and then never hears from it, before any
 * code of ours has run. Then it is ended and started once more.
 */
async function launchElectron(options: ElectronOptions): Promise<ElectronApplication> {
  try {
    return await _electron.launch(options);
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    console.warn('Electron started but was not heard of; starting it once more');
    return _electron.launch(options);
  }
}

/** Fails on any error in the page's console, which is where broken content policies are reported too. Not for errors in `allowed`. */
export function expectQuietConsole(launched: LaunchedApp, allowed: readonly RegExp[] = []): void {
  const loud = launched.consoleErrors.filter((line) => !allowed.some((pattern) => pattern.test(line)));
  expect(loud, 'errors in the console of the page').toEqual([]);
}

/** Asks what the page may ask, past the page's own code. */
export async function invoke<M extends RpcMethod>(
  page: Page,
  method: M,
  params: RpcParams<M>,
): Promise<Result<RpcResult<M>>> {
  return (await invokeRaw(page, method, params)) as Result<RpcResult<M>>;
}

/** Asks anything, as a page that has been taken over might. */
export async function invokeRaw(page: Page, method: unknown, params: unknown): Promise<Result<unknown>> {
  const reply = await page.evaluate(
    (request) => {
      const { coldpress } = window as unknown as { readonly coldpress: Bridge };
      return coldpress.invoke(request.method as string, request.params);
    },
    { method, params },
  );
  return reply as Result<unknown>;
}

/** Resolves when the open store has been scanned, at once where there is none. */
export async function waitForScan(page: Page, timeoutMs = 30_000): Promise<void> {
  await expect
    .poll(
      async () => {
        const reply = await invoke(page, 'store/current', {});
        if (!reply.ok) return reply.error.code;
        return reply.value.kind === 'none' ? 'done' : reply.value.scan.kind;
      },
      { timeout: timeoutMs },
    )
    .toBe('done');
}

/** Saves what the window shows to test-results/screens/<name>.png. */
export async function screen(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(repository, 'test-results', 'screens', `${name}.png`) });
}

export async function setTheme({ app, page }: LaunchedApp, theme: 'light' | 'dark'): Promise<void> {
  await app.evaluate(({ nativeTheme }, source) => {
    nativeTheme.themeSource = source;
  }, theme);
  await page.waitForFunction((name) => matchMedia(`(prefers-color-scheme: ${name})`).matches, theme);
}

export async function resize({ app, page }: LaunchedApp, width: number, height: number): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width, height },
  );
  await page.waitForFunction((size) => innerWidth === size.width && innerHeight === size.height, { width, height });
}

/** The next folder dialogs answer with this folder, or are closed without a choice. */
export async function answerFolderDialog({ app }: LaunchedApp, folder: string | null): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () =>
      Promise.resolve({ canceled: path === null, filePaths: path === null ? [] : [path], bookmarks: [] });
  }, folder);
}

/** What the next save dialogs answer; `null`: closed without a choice. */
export async function answerSaveDialog({ app }: LaunchedApp, file: string | null): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: path === null, filePath: path ?? '', bookmark: '' });
  }, file);
}

/** The process id of the engine, `null` while there is none. */
export async function enginePid({ app }: LaunchedApp): Promise<number | null> {
  return app.evaluate(({ app: electronApp }) => {
    return electronApp.getAppMetrics().find(({ name }) => name === 'Coldpress engine')?.pid ?? null;
  });
}

function commandLine({ args = [], home, executable }: LaunchOptions): string[] {
  const isLinuxRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return [
    ...(isLinuxRoot ? ['--no-sandbox'] : []),
    ...(executable === undefined ? [resolve(process.env['COLDPRESS_E2E_APP'] ?? repository)] : []),
    ...(home === undefined ? [] : ['--home', home]),
    ...args,
  ];
}

/** This process's environment without what would change the app's mind about how it runs. */
function inheritedEnv(): Record<string, string> {
  const left = [
    'ELECTRON_RUN_AS_NODE',
    'ELECTRON_RENDERER_URL',
    'COLDPRESS_SCREENSHOT',
    'COLDPRESS_EXIT_AFTER_SCREENSHOT',
  ];
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || left.includes(name) ? [] : [[name, value]],
    ),
  );
}

function collectErrors(app: ElectronApplication): string[] {
  const errors: string[] = [];
  app.context().on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  app.context().on('weberror', (webError) => errors.push(`uncaught: ${webError.error().message}`));
  return errors;
}

async function untilEngineAnswers(page: Page): Promise<void> {
  await expect
    .poll(async () => (await invoke(page, 'store/current', {})).ok, { timeout: 30_000, message: 'the engine answers' })
    .toBe(true);
}
