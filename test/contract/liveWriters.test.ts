import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { amountOf, seedOf } from '../fault/support/amounts';
import { reportProof } from '../fault/support/proofReport';
import { findRead, textOf } from '../fault/races/world';
import type { Place } from '../fault/races/world';
import { startModule, untilEnded, untilPrinted } from '../support/process/startModule';
import { makeStore } from '../support/store/makeStore';
import type { TestStore } from '../support/store/makeStore';
import { logOf } from './live/liveScene';
import { WRITERS } from './live/writer';
import type { WriterKind, WriterOrders } from './live/writer';
import { coldpress } from './support/coldpress';
import { documentOf, jobDocument } from './support/documents';
import { on } from './support/store';

const SECONDS = amountOf('COLDPRESS_WRITER_SECONDS', 5);
const TIMEOUT_MS = 120_000 + SECONDS * 3000;
const THREADS_A_WRITER = 12;
const seed = seedOf();
const STORE_BUSY = 4;

type Thread = Place & { readonly firstText: string };

function threadsOf(store: TestStore): readonly Thread[] {
  return store.threads.map((thread) => {
    const file = store.fileOf(thread);
    const directories = [path.dirname(file), path.join(store.home, 'archived_sessions')] as const;
    const place = { home: store.home, id: thread.id, name: path.basename(file), directories };
    return { ...place, firstText: fs.readFileSync(file, 'utf8') };
  });
}

function placeOf({ home, id, name, directories }: Thread): Place {
  return { home, id, name, directories };
}

/** Runs one command again and again until the time is up; gives how many threads it swapped. */
async function again(store: TestStore, args: readonly string[], untilMs: number): Promise<number> {
  let swapped = 0;
  while (Date.now() < untilMs) {
    const run = await coldpress(on(store, ...args));
    if (run.status === STORE_BUSY) continue;
    const { totals } = documentOf(jobDocument, run);
    expect(totals.failed, run.stdout).toBe(0);
    swapped += totals.compressed + totals.restored;
  }
  return swapped;
}

function filesOf({ directories, name }: Place): readonly string[] {
  const names = ['', '.zst', '.coldpress-hold', '.zst.coldpress-hold'].map((suffix) => name + suffix);
  const files = directories.flatMap((directory) => names.map((one) => path.join(directory, one)));
  return files.filter((file) => fs.existsSync(file));
}

function acknowledged(folder: string, thread: Thread): string {
  return fs.existsSync(logOf(folder, thread)) ? fs.readFileSync(logOf(folder, thread), 'utf8') : '';
}

/** What is wrong with a thread; nothing where each acknowledged line stands exactly once and in order in what Codex reads. */
function lossesOf(kind: WriterKind, thread: Thread, logFolder: string): readonly string[] {
  const lines = acknowledged(logFolder, thread);
  const read = findRead(thread);
  const text = read === null ? '' : textOf(read);
  if (text === thread.firstText + lines) return [];
  const texts = filesOf(thread).map(textOf);
  const lost = [thread.firstText, ...lines.split(/(?<=\n)/)].filter((line) => !texts.some((one) => one.includes(line)));
  if (kind === 'creator' && lost.length === 0) return []; // all is there, in more files than one
  return [`${kind} ${thread.name}: ${lost.length} lines lost, ${filesOf(thread).join(', ')}`];
}

it(
  `no line is lost while programs write and Coldpress compresses and restores (seed ${seed})`,
  { timeout: TIMEOUT_MS },
  async (context) => {
    const count = THREADS_A_WRITER * WRITERS.length;
    const store = await makeStore({
      context,
      threads: count,
      bytes: count * 12e3,
      archivedShare: 0,
      seed: String(seed),
    });
    const logFolder = path.join(store.home, '..', 'logs');
    fs.mkdirSync(logFolder);
    const threads = threadsOf(store);
    const started = performance.now();
    const groups = WRITERS.map((kind, index) => ({
      kind,
      threads: threads.slice(index * THREADS_A_WRITER, (index + 1) * THREADS_A_WRITER),
    }));
    const writers = groups.map((group) => {
      const { kind } = group;
      const orders: WriterOrders = { kind, places: group.threads.map(placeOf), logFolder, seed: `${seed} ${kind}` };
      return startModule(path.resolve('test/contract/live/writer.ts'), JSON.stringify(orders));
    });
    await Promise.all(writers.map((writer) => untilPrinted(writer, 'ready')));
    const untilMs = Date.now() + SECONDS * 1000;
    const commands = [
      ['compress', '--all', '--min-age', '0'],
      ['restore', '--all'],
    ] as const;
    const swapped = await Promise.all(commands.map((args) => again(store, args, untilMs)));
    await pause(untilMs - Date.now());
    for (const writer of writers) writer.stdin?.end();
    expect(await Promise.all(writers.map(untilEnded))).toEqual(writers.map(() => 0));

    const lines = threads.map((thread) => acknowledged(logFolder, thread).split('\n').length - 1);
    const losses = groups.flatMap(({ kind, threads: own }) => own.flatMap((one) => lossesOf(kind, one, logFolder)));
    const counts = {
      lines: lines.reduce((sum, some) => sum + some, 0),
      swaps: swapped.reduce((sum, some) => sum + some, 0),
      losses: losses.length,
    };
    reportProof({
      law: 'live writers beside compress and restore',
      counts,
      seed,
      ms: Math.round(performance.now() - started),
    });
    expect(losses).toEqual([]);
    expect(counts.lines).toBeGreaterThan(SECONDS);
    expect(counts.swaps).toBeGreaterThan(0);
  },
);
