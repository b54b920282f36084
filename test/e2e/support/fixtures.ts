import { test as base } from 'playwright/test';
import { makeStore, type TestStore, type TestStoreOptions } from '../../support/store/makeStore';
import { removeFolder, temporaryFolder } from '../../support/store/temporaryFolder';
import { expectQuietConsole, launchApp, waitForScan, type LaunchedApp, type LaunchOptions } from './app';

type Fixtures = {
  /** Makes a new folder; it goes when the test ends. */
  readonly makeFolder: () => string;
  /** Makes a store of small threads, cold and recent as of today; it goes when the test ends. */
  readonly makeHome: (options?: TestStoreOptions) => Promise<TestStore>;
  /** Errors of the page's console that a test expects; any other fails it. */
  readonly allowedErrors: RegExp[];
  /** Starts the app and closes it when the test ends. */
  readonly start: (options?: LaunchOptions) => Promise<LaunchedApp>;
  /** Starts the app on a store and waits until it has been scanned. */
  readonly open: (home: string, options?: LaunchOptions) => Promise<LaunchedApp>;
};

/** `test` with a store and an app of its own for each test, both gone afterwards, whatever became of the test. */
export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern even where nothing is asked for
  makeFolder: async ({}, use) => {
    const folders: string[] = [];
    await use(() => {
      const folder = temporaryFolder();
      folders.push(folder);
      return folder;
    });
    for (const folder of folders) removeFolder(folder);
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  makeHome: async ({}, use) => {
    const stores: TestStore[] = [];
    await use(async (options) => {
      const store = await makeStore({ nowMs: Date.now(), ...options });
      stores.push(store);
      return store;
    });
    for (const store of stores) store.remove();
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  allowedErrors: async ({}, use) => {
    await use([]);
  },
  start: async ({ allowedErrors }, use) => {
    const started: LaunchedApp[] = [];
    await use(async (options) => {
      const launched = await launchApp(options);
      started.push(launched);
      return launched;
    });
    for (const launched of started) await launched.close();
    for (const launched of started) expectQuietConsole(launched, allowedErrors);
  },
  open: async ({ start }, use) => {
    await use(async (home, options) => {
      const launched = await start({ ...options, home });
      await waitForScan(launched.page);
      return launched;
    });
  },
});
