import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { TestContext } from 'vitest';
import { Stores } from '../../../electron/engine/stores';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { systemEffects } from '#core/systemEffects';
import { DAY, ID, NAME, put, rolloutText } from '../../support/scanLab';
import { asNobody } from '../../support/asNobody';
import { temporaryFolder } from '../../support/store/temporaryFolder';
import { inlinePools } from './support/inlinePools';
import type { InlinePools } from './support/inlinePools';

const JOB = 'a0000000-0000-4000-8000-000000000000';
const COLD = { kind: 'cold' } as const;

type Engine = {
  readonly stores: Stores;
  readonly pools: InlinePools;
  readonly homes: readonly string[];
  readonly dataDirectory: string;
  readonly events: string[];
  readonly settled: () => Promise<void>;
};

const quiet: string[] = [];
beforeEach(() => {
  quiet.length = 0;
  vi.spyOn(console, 'error').mockImplementation((...words: unknown[]) => void quiet.push(words.join(' ')));
});

/** An engine's stores over two homes with one cold thread each. */
function engine(context: TestContext): Engine {
  const folder = temporaryFolder(context);
  const homes = ['one', 'two'].map((name) => path.join(folder, name));
  for (const home of homes) put(home, `${DAY}/${NAME}`, rolloutText('Hello '.repeat(5000)));
  const events: string[] = [];
  const pools = inlinePools();
  const dataDirectory = path.join(folder, 'data');
  const notify = (event: string): void => void events.push(event);
  const stores = new Stores({ dataDirectory, pools, notify, tool: 'test' });
  context.onTestFinished(() => stores.close());
  const settled = (): Promise<void> =>
    vi.waitFor(() => {
      expect(stores.session.currentJob()).toBeNull();
      expect(stores.session.view().scan.kind).not.toMatch(/scanning|measuring/);
    });
  return { stores, pools, homes, dataDirectory, events, settled };
}

async function opened(context: TestContext): Promise<Engine> {
  const made = engine(context);
  await made.stores.open(made.homes[0] ?? '', 'chosen');
  await made.settled();
  return made;
}

/** Another program's connection to the catalog. */
function otherProgram(context: TestContext, { dataDirectory }: Engine): Database.Database {
  const [name = ''] = fs.readdirSync(dataDirectory).filter((file) => file.endsWith('.sqlite'));
  const database = new Database(path.join(dataDirectory, name));
  context.onTestFinished(() => void database.close());
  return database;
}

const stateOf = ({ stores }: Engine): string => stores.session.details(ID).state;

describe('trouble in the background', () => {
  test('a catalog that another program writes to neither ends the watch nor holds it up', async (context) => {
    const made = await opened(context);
    const other = otherProgram(context, made);
    other.exec("UPDATE rollouts SET in_use = 1; BEGIN IMMEDIATE; UPDATE meta SET value = value WHERE name = 'home'");
    const startedAt = performance.now();
    for (let n = 0; n < 2; n++) made.stores.session.refreshInUse();
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(quiet).toEqual([expect.stringMatching(/in-use threads.*locked/)]);
    other.exec('COMMIT');
    made.stores.session.refreshInUse();
    expect(stateOf(made)).toBe('cold');
  });

  test('a watch that changes nothing waits for nobody', async (context) => {
    const made = await opened(context);
    otherProgram(context, made).exec('BEGIN IMMEDIATE');
    const startedAt = performance.now();
    made.stores.session.refreshInUse();
    expect(performance.now() - startedAt).toBeLessThan(200);
    expect(quiet).toEqual([]);
  });

  test('a folder of locks that may not be read ends nothing', async (context) => {
    const made = await opened(context);
    const locks = path.join(made.homes[0] ?? '', 'thread-writer-locks');
    fs.mkdirSync(locks, { mode: 0 });
    const fd = fs.openSync(path.join(made.dataDirectory, 'any.lock'), 'w');
    context.onTestFinished(() => fs.closeSync(fd));
    systemEffects.locks.tryLock(fd); // where nobody holds anything, nothing is looked at
    asNobody(path.dirname(made.homes[0] ?? ''), () => made.stores.session.refreshInUse());
    expect(stateOf(made)).toBe('cold');
  });

  test('a job ends, is told and is known, though its rows could not be written', async (context) => {
    const made = await opened(context);
    const other = otherProgram(context, made);
    const { go } = made.pools.hold();
    await made.stores.session.startJob(JOB, 'compress', COLD);
    await vi.waitFor(() => expect(made.stores.session.currentJob()?.inHand).not.toBeNull());
    const scan = made.pools.hold();
    other.exec('BEGIN IMMEDIATE');
    go();
    await vi.waitFor(() => expect(made.events).toContain('job/finished'), 5000);
    expect(made.stores.session.currentJob()).toBeNull();
    expect(made.stores.session.summary(JOB)).toMatchObject({ error: null, changedIds: [ID] });
    other.exec('COMMIT');
    scan.go();
    await made.settled();
    expect(stateOf(made)).toBe('compressed');
  });
});

describe('another store', () => {
  test('is opened while a job runs: the job is backed out of, and nothing starts in the store that was left', async (context) => {
    const made = await opened(context);
    const { go } = made.pools.hold();
    await made.stores.session.startJob(JOB, 'compress', COLD);
    made.stores.session.scan(); // wanted after the job
    const opening = made.stores.open(made.homes[1] ?? '', 'chosen');
    go();
    expect(await opening).toMatchObject({ kind: 'open', home: made.homes[1] });
    await made.settled();
    expect(made.events).toContain('job/finished');
    expect(quiet).toEqual([]);
  });

  test('is opened while a job is about to start: that job never starts', async (context) => {
    const made = await opened(context);
    const { go } = made.pools.hold();
    made.stores.session.scan();
    const starting = made.stores.session.startJob(JOB, 'compress', COLD);
    const opening = made.stores.open(made.homes[1] ?? '', 'chosen');
    go();
    await expect(starting).rejects.toMatchObject({ appError: { code: 'NO_STORE' } });
    await opening;
    await made.settled();
    expect(fs.existsSync(path.join(made.homes[0] ?? '', DAY, NAME))).toBe(true);
  });

  test('and another at the same moment: one after the other, and each one that is left is closed', async (context) => {
    const made = engine(context);
    const order = [0, 1, 0, 1].map((n) => made.homes[n] ?? '');
    const views = await Promise.all(order.map((home) => made.stores.open(home, 'chosen')));
    expect(views.map((view) => view.kind === 'open' && view.home)).toEqual(order);
    expect(made.stores.session.home).toBe(made.homes[1]);
    await made.settled();
    await made.stores.close();
    await expect(made.stores.open(made.homes[0] ?? '', 'chosen')).rejects.toMatchObject({
      appError: { code: 'NO_STORE' },
    });
  });
});

test('a store is not opened where Coldpress would keep its own data inside of it', async (context) => {
  const { homes, pools } = engine(context);
  const home = homes[0] ?? '';
  const dataDirectory = path.join(home, 'own', 'data');
  const stores = new Stores({ dataDirectory, pools, notify: () => undefined, tool: 'test' });
  await expect(stores.open(home, 'chosen')).rejects.toMatchObject({
    appError: { code: 'INVALID_REQUEST', message: expect.stringMatching(/lies inside the Codex home/) },
  });
  expect(stores.view()).toMatchObject({ kind: 'none' });
  expect(nodeFileSystem.lstat(path.join(home, 'own'))).toBeNull();
});

test.runIf(os.platform() === 'linux')('scans one after the other leave no descriptors open', async (context) => {
  const made = await opened(context);
  const open = (): number => {
    const fds = fs.readdirSync('/proc/self/fd').map((fd) => {
      try {
        return fs.readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return '';
      }
    });
    return fds.filter((file) => file.startsWith(made.dataDirectory)).length;
  };
  const before = open();
  for (let n = 0; n < 4; n++) {
    made.stores.session.scan();
    await made.settled();
  }
  expect(open()).toBe(before);
});
