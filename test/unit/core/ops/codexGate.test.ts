import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CodexGate } from '#contract/health';
import { nodeFileSystem } from '#core/fs/nodeFileSystem';
import { codexProcesses, namesCodex, runningPrograms } from '#core/fs/codexProcesses';
import { barredBy, planBesideCodex, readCodexGate } from '#core/ops/codexGate';
import type { GateContext } from '#core/ops/codexGate';
import { systemClock } from '#core/systemClock';
import { COLD, openLab, put } from '../../../support/scanLab';
import type { Lab } from '../../../support/scanLab';
import { temporaryFolder } from '../../../support/store/temporaryFolder';
import type { Cleanup } from '../../../support/store/temporaryFolder';

const DAY_MS = 86_400_000;
const idOf = (n: number): string => `0190aaaa-bbbb-7ccc-8ddd-eeeeffff000${n}`;

type Thread = { readonly version?: string; readonly bornDaysAgo?: number; readonly base?: string };
type Bench = { readonly lab: Lab; readonly bin: string; readonly context: GateContext };

function rolloutOf(n: number, { version = '0.169.0', bornDaysAgo = 1, base }: Thread): string {
  const timestamp = new Date(Date.now() - bornDaysAgo * DAY_MS).toISOString();
  const history = base === undefined ? {} : { history_base: { thread_id: base, end_byte_offset: 1 } };
  const payload = { id: idOf(n), timestamp, cli_version: version, cwd: '/w', ...history };
  return `${JSON.stringify({ type: 'session_meta', payload })}\n`;
}

/** A scanned store with these threads, on a machine whose only programs stand in `bin`. */
function bench(cleanup: Cleanup, threads: readonly Thread[] = []): Bench {
  const folder = fs.realpathSync(temporaryFolder(cleanup));
  const home = path.join(folder, '.codex');
  fs.mkdirSync(path.join(home, 'sessions'), { recursive: true });
  for (const [n, thread] of threads.entries()) {
    const name = `rollout-2026-01-02T03-04-05-${idOf(n)}.jsonl`;
    put(home, `sessions/2026/01/02/${name}`, rolloutOf(n, thread));
  }
  const lab = openLab(cleanup, home);
  lab.scan();
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin);
  const machine = { platform: 'linux', env: { PATH: bin }, homeDirectory: folder } as const;
  const effects = { fs: nodeFileSystem, clock: systemClock };
  return { lab, bin, context: { effects, catalog: lab.catalog, home, machine } };
}

function install(bin: string, version: string): string {
  const file = path.join(bin, 'codex');
  fs.writeFileSync(file, `#!/bin/sh\necho codex-cli ${version}\n`, { mode: 0o755 });
  return file;
}

/** Without what this computer itself has: its own Codex, installed or running. */
async function gateOf({ context }: Bench): Promise<CodexGate['found']> {
  const { found } = await readCodexGate(context);
  const folder = path.dirname(context.home);
  return found.filter((one) => one.path === null || one.path.startsWith(folder) || one.path.startsWith('sessions/'));
}

/**
 * A process that the system lists as `codex`, with these variables, until the test ends. It is bash, whose version says
 * nothing against any store: tests that run at the same time meet it too.
 */
async function runCodex(cleanup: Cleanup, env: Readonly<Record<string, string>>): Promise<number> {
  const file = path.join(temporaryFolder(cleanup), 'codex');
  fs.copyFileSync('/bin/bash', file);
  const child = spawn(file, ['-c', 'read -r end'], { env, stdio: ['pipe', 'ignore', 'ignore'] });
  cleanup.onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.once('spawn', resolve));
  return child.pid ?? -1;
}

describe('the versions found', () => {
  it('are those of programs and those of threads begun in the last 30 days', async (cleanup) => {
    const threads = [
      { version: '0.150.1' },
      { version: '0.150.1', bornDaysAgo: 3 },
      { version: '0.136.0', bornDaysAgo: 31 },
      { version: '0.169.0', bornDaysAgo: 29 },
    ];
    const made = bench(cleanup, threads);
    const program = install(made.bin, '0.160.0');
    expect(await gateOf(made)).toEqual([
      { version: '0.150.1', source: expect.stringContaining('30 days'), path: expect.stringMatching(/0000\.jsonl$/) },
      { version: '0.160.0', source: 'on the PATH', path: program },
      { version: '0.169.0', source: expect.stringContaining('30 days'), path: expect.stringMatching(/0003\.jsonl$/) },
    ]);
  });

  it('are those of programs that run, even when the file was replaced since', async (cleanup) => {
    const { context } = bench(cleanup);
    const pid = await runCodex(cleanup, { CODEX_HOME: context.home });
    const [mine] = codexProcesses('linux', context.home).filter((one) => one.pid === pid);
    const program = mine?.program ?? '';
    expect(path.basename(program)).toBe('codex');
    fs.rmSync(program);
    const now = codexProcesses('linux', context.home).filter((one) => one.pid === pid);
    expect(runningPrograms(now)).toEqual([{ path: `/proc/${pid}/exe`, source: 'running now' }]);
    expect(fs.readFileSync(`/proc/${pid}/exe`).equals(fs.readFileSync('/bin/bash'))).toBe(true);
  });
});

describe('a Codex process counts', () => {
  const countsFor = async (cleanup: Cleanup, home: string, env: Readonly<Record<string, string>>): Promise<boolean> => {
    const pid = await runCodex(cleanup, env);
    return codexProcesses('linux', home).some((one) => one.pid === pid);
  };

  it('on this store, by CODEX_HOME or by the home folder, and where neither is known', async (cleanup) => {
    const { context } = bench(cleanup);
    const link = path.join(temporaryFolder(cleanup), 'link');
    fs.symlinkSync(context.home, link);
    expect(await countsFor(cleanup, context.home, { CODEX_HOME: context.home })).toBe(true);
    expect(await countsFor(cleanup, context.home, { CODEX_HOME: link })).toBe(true);
    expect(await countsFor(cleanup, context.home, { HOME: path.dirname(context.home) })).toBe(true);
    expect(await countsFor(cleanup, context.home, {})).toBe(true);
    expect(await countsFor(cleanup, context.home, { CODEX_HOME: '/nowhere/at/all' })).toBe(true);
  });

  it('not where its home is known to be another', async (cleanup) => {
    const { context } = bench(cleanup);
    const other = temporaryFolder(cleanup);
    fs.mkdirSync(path.join(other, '.codex'));
    expect(await countsFor(cleanup, context.home, { CODEX_HOME: other, HOME: path.dirname(context.home) })).toBe(false);
    expect(await countsFor(cleanup, context.home, { HOME: other })).toBe(false);
  });

  it.each(['codex', '/usr/local/bin/codex', '/opt/codex-aarch64-apple-darwin', '"codex.exe","4242"'])(
    'as %j',
    (line) => {
      expect(namesCodex(line)).toBe(true);
    },
  );

  it.each(['codexstat', 'mycodex', '/home/codex/bin/vim', '"notepad.exe","1","codex.exe"'])('not as %j', (line) => {
    expect(namesCodex(line)).toBe(false);
  });
});

describe('a plan', () => {
  const threads = [{ version: '0.169.0' }, { base: idOf(0) }, {}];
  const problems = async ({ lab, context }: Bench): Promise<readonly (string | null)[]> => {
    const rollouts = lab.catalog.rolloutsByIds([idOf(0), idOf(1), idOf(2)], COLD);
    const { items } = await planBesideCodex(context, () => Promise.resolve(rollouts));
    return items.map(({ problem }) => problem);
  };

  it('takes every thread beside a current Codex, and asks no lease', async (cleanup) => {
    const made = bench(cleanup, threads);
    install(made.bin, '0.169.0');
    expect(await problems(made)).toEqual([null, null, null]);
  });

  it('leaves a thread alone that another one was forked from, beside 0.150', async (cleanup) => {
    const made = bench(cleanup, threads);
    install(made.bin, '0.150.0');
    expect(await problems(made)).toEqual([expect.stringMatching(/forked from this one.*0\.150\.0/), null, null]);
  });

  it('refuses every thread beside 0.136, with the program’s name', async (cleanup) => {
    const made = bench(cleanup, threads);
    const reason = expect.stringContaining(install(made.bin, '0.136.0'));
    expect(await problems(made)).toEqual([reason, reason, reason]);
  });

  it('beside 0.140 asks for a lease and for silence, and is refused while a Codex runs on this store', async (cleanup) => {
    const made = bench(cleanup, threads);
    install(made.bin, '0.140.0');
    const rollouts = made.lab.catalog.rolloutsByIds([idOf(2)], COLD);
    const plan = (): ReturnType<typeof planBesideCodex> =>
      planBesideCodex(made.context, () => Promise.resolve(rollouts));
    expect((await plan()).items).toMatchObject([{ problem: null, needs: { lease: true, quiet: true } }]);
    const pid = await runCodex(cleanup, { CODEX_HOME: made.context.home });
    const appError = { code: 'CODEX_RUNNING', message: expect.stringContaining(`pid ${pid}`), hint: /Close Codex/ };
    await expect(plan()).rejects.toMatchObject({
      appError: { ...appError, hint: expect.stringMatching(appError.hint) },
    });
  });

  it('knows of no fork bases before the store was scanned to its end', () => {
    const gate: CodexGate = { rule: 'no_fork_bases', lowest: '0.150.0', found: [], message: '' };
    const catalog = { forkBases: () => new Set<string>(), scannedAtMs: () => null };
    const barred = barredBy(gate, catalog);
    expect(barred({ id: idOf(1), representation: 'plain' })).toMatch(/scanned to its end/);
    expect(barred({ id: idOf(1), representation: 'compressed' })).toBeNull();
    expect(barredBy({ ...gate, rule: 'everything' }, catalog)({ id: idOf(1), representation: 'plain' })).toBeNull();
  });
});
